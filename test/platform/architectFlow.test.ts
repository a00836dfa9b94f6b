import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitAttributes } from '../../src/genesys/routingAttributes';

// Comes with Jest; there is no YAML in the package itself.
const { load } = require('js-yaml') as { load(text: string): unknown };

const TEXT = readFileSync(join(__dirname, '../../samples/architect/bot-handoff.yaml'), 'utf8');
const flow = (load(TEXT) as { inboundShortMessage: Record<string, unknown> }).inboundShortMessage;

/** Everything that stands under a key, anywhere in the flow. */
function all(key: string, node: unknown = flow): unknown[] {
  if (Array.isArray(node)) return node.flatMap((item) => all(key, item));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => [...(name === key ? [value] : []), ...all(key, value)]);
}

const expressions = all('exp') as string[];
const declared = (flow.variables as object[]).map((one) => (Object.values(one)[0] as { name: string }).name);

describe('the inbound message flow in samples/architect', () => {
  it('reads every attribute that a handoff sends', () => {
    const read = (all('getParticipantData') as object[]).flatMap((action) => all('lit', action));
    const user = { firstName: 'a', lastName: 'b', phoneNumber: 'c', email: 'd', customFields: {} };
    const routing = { queue: 'q', skills: ['s'], language: 'l', priority: 1 };
    const { attributes } = fitAttributes(routing, user, 2_048);
    expect(read).toEqual(expect.arrayContaining(Object.keys(attributes)));
  });

  it('declares every variable that it uses, and uses every one that it declares', () => {
    const assigned = [...all('variable'), ...all('var')] as string[];
    const used = new Set([...assigned, ...expressions].flatMap((text) => text.match(/Flow\.\w+/g) ?? []));
    expect([...used].sort()).toEqual([...declared].sort());
  });

  it('balances the parentheses and quotes of its expressions', () => {
    for (const expression of expressions) {
      expect([expression, (expression.match(/"/g) ?? []).length % 2]).toEqual([expression, 0]);
      const open = (expression.match(/\(/g) ?? []).length;
      expect([expression, (expression.match(/\)/g) ?? []).length]).toEqual([expression, open]);
    }
  });

  it('ends every path in the default queue, and gives up only after it', () => {
    const actions = (flow.states as { state: { actions: object[] } }[])[0]!.state.actions;
    const [transfer, disconnect] = actions.slice(-2) as Record<string, { targetQueue?: unknown }>[];
    expect(transfer?.transferToAcd?.targetQueue).toEqual({ lit: { name: 'Support' } });
    expect(Object.keys(disconnect ?? {})).toEqual(['disconnect']);
  });

  it('starts in a state that it has', () => {
    const refs = (flow.states as { state: { refId: string } }[]).map(({ state }) => state.refId);
    expect(refs.map((ref) => `/inboundShortMessage/states/state[${ref}]`)).toContain(flow.startUpRef);
  });

  it('marks what was not tried', () => {
    expect(TEXT).toContain('Not tried on a live organisation');
  });
});
