/**
 * Keeps the bot's turns of one conversation apart where it matters. `BotState` saves whole and unconditionally, so a
 * resume turn and a user's turn that run side by side overwrite each other's state. User turns share the gate among
 * themselves, as they would without us; a resume turn has it alone. First come, first served.
 */
export class TurnGate {
  private readonly gates = new Map<string, Gate>();

  /** Resolves with the function that leaves the gate. */
  enter(key: string, mode: Mode): Promise<() => void> {
    let gate = this.gates.get(key);
    if (gate === undefined) {
      gate = { inside: 0, alone: false, waiting: [] };
      this.gates.set(key, gate);
    }
    const entered = gate;
    if (entered.waiting.length === 0 && isOpen(entered, mode)) return Promise.resolve(this.goIn(key, entered, mode));
    return new Promise((resolve) => {
      entered.waiting.push({ mode, go: () => resolve(this.goIn(key, entered, mode)) });
    });
  }

  private goIn(key: string, gate: Gate, mode: Mode): () => void {
    gate.inside++;
    gate.alone = mode === 'alone';
    let left = false;
    return () => {
      if (left) return;
      left = true;
      gate.inside--;
      gate.alone = false;
      this.advance(key, gate);
    };
  }

  private advance(key: string, gate: Gate): void {
    for (let next = gate.waiting[0]; next !== undefined && isOpen(gate, next.mode); next = gate.waiting[0]) {
      gate.waiting.shift();
      next.go();
    }
    if (gate.inside === 0) this.gates.delete(key);
  }
}

function isOpen({ alone, inside }: Gate, mode: Mode): boolean {
  return !alone && (mode === 'shared' || inside === 0);
}

type Mode = 'shared' | 'alone';

interface Gate {
  inside: number;
  alone: boolean;
  waiting: { mode: Mode; go: () => void }[];
}
