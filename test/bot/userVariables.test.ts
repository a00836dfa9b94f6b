import { readUserVariables } from '../../src/bot/userVariables';

const nothing = {
  firstName: undefined,
  lastName: undefined,
  phoneNumber: undefined,
  email: undefined,
  customFields: {},
};

describe('what the bot knows about its user', () => {
  it('is read from the documented variables', () => {
    const genesysCloud = {
      firstName: 'Ada',
      lastName: 'Lovelace',
      phoneNumber: '+44 20 7946 0000',
      email: 'ada@example.com',
      customFields: { plan: 'gold' },
    };
    expect(readUserVariables({ genesysCloud })).toEqual(genesysCloud);
  });

  it.each(['firstName', 'lastName'] as const)('has its %s from internal.user where genesysCloud has none', (name) => {
    const internal = { user: { [name]: 'internal' } };
    expect(readUserVariables({ internal })[name]).toBe('internal');
    expect(readUserVariables({ internal, genesysCloud: { [name]: '  ' } })[name]).toBe('internal');
    expect(readUserVariables({ internal, genesysCloud: { [name]: 'ours' } })[name]).toBe('ours');
  });

  it.each(['phoneNumber', 'email'] as const)('has no %s from internal.user', (name) => {
    expect(readUserVariables({ internal: { user: { [name]: 'internal' } } })[name]).toBeUndefined();
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty bag', {}],
    ['a text', 'genesysCloud'],
    ['a bag that holds a text where fields should be', { genesysCloud: 'x', internal: 5 }],
    ['custom fields that are a text', { genesysCloud: { customFields: 'x' } }],
    ['empty values', { genesysCloud: { firstName: '', email: null, customFields: { a: undefined, b: '  ', c: [] } } }],
    [
      'values that say nothing',
      { genesysCloud: { firstName: {}, lastName: [], email: () => 'x', phoneNumber: Symbol('x') } },
    ],
  ])('may be missing: %s', (_name, bag) => {
    expect(readUserVariables(bag)).toEqual(nothing);
  });

  it.each([
    [5, '5'],
    [0, '0'],
    [true, 'true'],
    [false, 'false'],
    [12n, '12'],
    [' padded ', 'padded'],
    [new Date('2026-11-20T10:00:00.000Z'), '2026-11-20T10:00:00.000Z'],
  ])('says %s as text', (value, text) => {
    const genesysCloud = { firstName: value, customFields: { field: value } };
    expect(readUserVariables({ genesysCloud })).toMatchObject({ firstName: text, customFields: { field: text } });
  });

  it('has nested custom fields under dotted keys, lists joined, lists of objects numbered', () => {
    const customFields = {
      order: { id: 4711, address: { city: 'Ghent', lines: ['Main Street 1', 'Floor 2'] } },
      tags: ['a', 1, true],
      items: [{ sku: 'x' }, { sku: 'y' }],
      'with.dot': 'kept',
    };
    expect(readUserVariables({ genesysCloud: { customFields } }).customFields).toEqual({
      'order.id': '4711',
      'order.address.city': 'Ghent',
      'order.address.lines': 'Main Street 1, Floor 2',
      tags: 'a, 1, true',
      'items.0.sku': 'x',
      'items.1.sku': 'y',
      'with.dot': 'kept',
    });
  });

  it('has an end where custom fields lead back to themselves, however often', () => {
    const customFields: Record<string, unknown> = { plan: 'gold' };
    for (let index = 0; index < 20; index++) customFields[`self${index}`] = customFields;
    customFields.list = [customFields];
    expect(readUserVariables({ genesysCloud: { customFields } }).customFields).toEqual({ plan: 'gold' });
  });

  it('may say the same thing under two names', () => {
    const address = { city: 'Ghent' };
    const customFields = { home: address, work: address };
    expect(readUserVariables({ genesysCloud: { customFields } }).customFields).toEqual({
      'home.city': 'Ghent',
      'work.city': 'Ghent',
    });
  });

  it('has no way into the prototype of anything', () => {
    const customFields = JSON.parse('{"__proto__": {"polluted": "yes"}, "constructor": {"name": "x"}}');
    const flat = readUserVariables({ genesysCloud: { customFields } }).customFields;
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(flat).toEqual({ '__proto__.polluted': 'yes', 'constructor.name': 'x' });
  });
});
