/** Remembers the newest `limit` keys; older ones are forgotten, so a long conversation does not grow for ever. */
export class BoundedSet {
  private readonly keys = new Set<string>();

  constructor(private readonly limit: number) {}

  /** False where the key was there already. */
  add(key: string): boolean {
    if (this.keys.has(key)) return false;
    this.keys.add(key);
    if (this.keys.size > this.limit) this.keys.delete(this.keys.values().next().value!);
    return true;
  }
}
