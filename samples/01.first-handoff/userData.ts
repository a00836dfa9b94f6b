/**
 * What the bot knows about its user, in the place where `SendToOffloadProvider` looks for it.
 */

/** Conversation state, property `genesysCloud`. All of it travels to the agent's desk with the handoff. */
export interface UserData {
  firstName?: string;
  lastName?: string;
  email?: string;
  phoneNumber?: string;
  /** Whatever else the agent should see. */
  customFields?: Record<string, string>;
}

/**
 * Understands `name`, `email`, `phone` and `set`, and writes what they say into `data`.
 *
 * @returns what to answer, or undefined for a command that is none of these.
 */
export function updateUserData(data: UserData, command: string, value: string): string | undefined {
  const [first = '', ...rest] = value.split(/\s+/);
  const others = rest.join(' ');
  switch (command) {
    case 'name':
      if (!first) return 'Tell me your name like this: name Ada Lovelace';
      data.firstName = first;
      // Not kept from an earlier `name`: Ada Lovelace who becomes Grace is not Grace Lovelace.
      data.lastName = others || undefined;
      return `Thank you, ${value}.`;
    case 'email':
      if (!first) return 'Tell me your address like this: email ada@example.com';
      data.email = first;
      return `Noted, your email address is ${first}.`;
    case 'phone':
      if (!value) return 'Tell me your number like this: phone +44 20 7946 0000';
      data.phoneNumber = value;
      return `Noted, your phone number is ${value}.`;
    case 'set':
      if (!others) return 'Tell me a field and its value like this: set order 4711';
      data.customFields = { ...data.customFields, [first]: others };
      return `Noted, ${first} is ${others}.`;
    default:
      return undefined;
  }
}
