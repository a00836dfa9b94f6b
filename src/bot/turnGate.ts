/**
 * Keeps the bot's turns of one conversation apart where it matters. `BotState` saves whole and unconditionally, so a
 * resume turn and a user's turn that run side by side overwrite each other's state. User turns share the gate among
 * themselves, as they would without us; a resume turn has it alone. First come, first served.
 */
export class TurnGate {
  private readonly gates = new Map<string, Gate>();

  /** Resolves with the function that leaves the gate. */
  enter(key: string, mode: 'shared' | 'alone'): Promise<() => void> {
    let gate = this.gates.get(key);
    if (gate === undefined) {
      gate = { inside: 0, alone: false, waiting: [] };
      this.gates.set(key, gate);
    }
    const entered = gate;
    return new Promise((resolve) => {
      entered.waiting.push({
        mode,
        go: () => {
          let left = false;
          resolve(() => {
            if (left) return;
            left = true;
            entered.inside--;
            entered.alone = false;
            this.advance(key, entered);
          });
        },
      });
      this.advance(key, entered);
    });
  }

  private advance(key: string, gate: Gate): void {
    for (let next = gate.waiting[0]; next !== undefined; next = gate.waiting[0]) {
      if (gate.alone || (next.mode === 'alone' && gate.inside > 0)) return;
      gate.waiting.shift();
      gate.inside++;
      gate.alone = next.mode === 'alone';
      next.go();
    }
    if (gate.inside === 0) this.gates.delete(key);
  }
}

interface Gate {
  inside: number;
  alone: boolean;
  waiting: { mode: 'shared' | 'alone'; go: () => void }[];
}
