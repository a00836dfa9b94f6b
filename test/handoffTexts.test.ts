import { HandoffTexts, suppliedTexts } from '../src/handoffTexts';
import type { NoticeTexts } from '../src/texts/noticeTexts';

const KEYS = Object.keys(suppliedTexts.en ?? {}) as (keyof NoticeTexts)[];
const values = { name: 'Dana', minutes: 4 };

describe('the texts that users read', () => {
  it.each(Object.keys(suppliedTexts))('are complete in "%s", with the same places to fill in', (language) => {
    const texts = suppliedTexts[language];
    expect(Object.keys(texts ?? {}).sort()).toEqual([...KEYS].sort());
    for (const key of KEYS) {
      const places = (text = '') => (text.match(/\{\w+\}/g) ?? []).sort();
      expect([key, places(texts?.[key])]).toEqual([key, places(suppliedTexts.en?.[key])]);
      expect(texts?.[key].trim()).toBeTruthy();
    }
  });

  it.each(['nl', 'fr', 'de'])('are not English in "%s"', (language) => {
    const same = KEYS.filter((key) => suppliedTexts[language]?.[key] === suppliedTexts.en?.[key]);
    expect(same).toEqual([]);
  });

  it.each([
    ['de-AT', 'Sie sprechen jetzt mit Dana.'],
    ['nl_BE', 'U spreekt nu met Dana.'],
    ['FR', 'Vous parlez maintenant avec Dana.'],
    ['tlh', 'You are now talking to Dana.'],
    ['__proto__', 'You are now talking to Dana.'],
    [undefined, 'You are now talking to Dana.'],
  ])('are chosen by locale: %s', (locale, text) => {
    expect(new HandoffTexts().render('agentJoined', locale, values)).toBe(text);
  });

  it('show an agent’s name as it is, whatever is in it', () => {
    expect(new HandoffTexts().render('agentJoined', 'en', { name: "Ca$$h $& $'" })).toBe(
      "You are now talking to Ca$$h $& $'.",
    );
  });

  it('give way to the author’s, which may also be nothing', () => {
    const texts = new HandoffTexts({
      'de-CH': { agentJoined: 'Grüezi, hier ist {name}.' },
      de: { idle: '' },
      en: { agentJoined: 'Meet {name}' },
      eo: { agentJoined: 'Jen {name}' },
    });
    expect(texts.render('agentJoined', 'de-CH', values)).toBe('Grüezi, hier ist Dana.');
    expect(texts.render('agentJoined', 'de', values)).toBe('Sie sprechen jetzt mit Dana.');
    expect(texts.render('agentJoined', 'eo', values)).toBe('Jen Dana');
    expect(texts.render('agentJoined', 'sv', values)).toBe('Meet Dana');
    expect(texts.render('idle', 'de-DE', values)).toBeUndefined();
  });

  it('name nobody where the name is not known', () => {
    expect(new HandoffTexts().render('agentJoined', 'fr')).toBe('Vous parlez maintenant avec un conseiller.');
  });
});
