import { AgentWords, suppliedAgentTexts } from '../src/agentWords';
import type { AgentTexts } from '../src/texts/agentTexts';

const KEYS = Object.keys(suppliedAgentTexts.en ?? {}) as (keyof AgentTexts)[];
/** Words that are the same in two languages. */
const SAME: Record<string, string[]> = { de: ['name'] };

describe('the texts that agents read', () => {
  it.each(Object.keys(suppliedAgentTexts))('are complete in "%s", with the same places to fill in', (language) => {
    const texts = suppliedAgentTexts[language];
    expect(Object.keys(texts ?? {}).sort()).toEqual([...KEYS].sort());
    for (const key of KEYS) {
      const places = (text = '') => (text.match(/\{\w+\}/g) ?? []).sort();
      expect([key, places(texts?.[key])]).toEqual([key, places(suppliedAgentTexts.en?.[key])]);
      expect(texts?.[key].trim()).toBeTruthy();
    }
  });

  it.each(['nl', 'fr', 'de'])('are not English in "%s"', (language) => {
    const same = KEYS.filter((key) => suppliedAgentTexts[language]?.[key] === suppliedAgentTexts.en?.[key]);
    expect(same).toEqual(SAME[language] ?? []);
  });

  it.each([
    [undefined, '[The user deleted a message.]'],
    ['FR', '[L’utilisateur a supprimé un message.]'],
    ['nl-BE', '[De gebruiker heeft een bericht verwijderd.]'],
    ['de_AT', '[Die Person hat eine Nachricht gelöscht.]'],
  ])('are in the language of the deployment: %s', (language, text) => {
    expect(new AgentWords(language).render('messageDeleted')).toBe(text);
  });

  it('give way to the author’s, which may also be nothing', () => {
    const words = new AgentWords('nl', { userLeft: 'Weg.', undeliverable: '', phone: undefined });
    expect(words.note({ key: 'userLeft' })).toBe('Weg.');
    expect(words.note({ key: 'undeliverable' })).toBeUndefined();
    expect(words.render('phone', { text: '+32 1' })).toBe('Telefoon: +32 1');
  });

  it('always say what a conversation is about', () => {
    expect(new AgentWords('nl', { topic: ' ' }).topic).toBe('De gebruiker vraagt om een medewerker.');
  });

  it('show a name as it is, whatever is in it', () => {
    const name = "$& $' {why}.png";
    expect(new AgentWords().note({ key: 'fileNotPassedOn', name, why: 'fileTooLarge' })).toBe(
      `[The user sent a file that could not be passed on: ${name} (too large)]`,
    );
  });

  it.each([
    ['a language that is not supplied', 'sv', {}, /"agentLanguage" must be one of en, nl, fr, de/],
    ['what is no language', '__proto__', {}, /"agentLanguage"/],
    ['what is no text', 'en', { userLeft: 7 as never }, /"agentTexts\.userLeft" must be a text/],
  ])('are refused for %s', (_name, language, texts, message) => {
    const make = () => new AgentWords(language, texts);
    expect(make).toThrow(expect.objectContaining({ code: 'settingsInvalid', message: expect.stringMatching(message) }));
  });
});
