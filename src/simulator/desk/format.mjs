/** Up to two letters for an avatar. */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  return (words.length > 1 ? [words[0], words.at(-1)] : words).map((word) => [...word][0].toUpperCase()).join('');
}

/** One of six calm colours, the same for the same name. */
export function tint(name) {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return String(sum % 6);
}

/** Puts name and colour on an avatar element. */
export function fillAvatar(element, name) {
  element.textContent = initials(name);
  element.dataset.tint = tint(name);
}

/** "0:07", "12:40", "1:02:33". */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] > 0 ? parts : parts.slice(1);
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** The time of day in the reader's own way. */
export function timeOfDay(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

const FIELDS = {
  firstName: 'First name',
  lastName: 'Last name',
  email: 'Email',
  phoneNumber: 'Phone',
  queue: 'Asked for queue',
  skills: 'Skills',
  language: 'Language',
  priority: 'Priority',
  topic: 'Topic',
};

/** The customer's attributes in the order an agent looks for them: known fields first, then the bot's own. */
export function customerFields(attributes) {
  const known = Object.keys(FIELDS).filter((key) => attributes[key] !== undefined);
  const own = Object.keys(attributes)
    .filter((key) => FIELDS[key] === undefined)
    .sort();
  return [...known, ...own].map((key) => ({
    key,
    label: FIELDS[key] ?? key,
    value: attributes[key],
    own: !FIELDS[key],
  }));
}
