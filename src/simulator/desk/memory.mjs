/** What survives a reload. A frame of another site may have no storage; then it just forgets. */
function store(storage, key, value) {
  try {
    if (value === undefined) return globalThis[storage].getItem(key) ?? undefined;
    globalThis[storage].setItem(key, value);
  } catch {
    // Nothing to do: the desk works without.
  }
  return undefined;
}

/** Which agent this page is: the address first, then what was chosen last. */
export function rememberedAgent() {
  return new URL(location.href).searchParams.get('agent') ?? store('localStorage', 'desk.agent');
}

export function rememberAgent(name) {
  store('localStorage', 'desk.agent', name);
  const url = new URL(location.href);
  url.searchParams.set('agent', name);
  history.replaceState(null, '', url);
}

export function rememberedSelection() {
  return store('sessionStorage', 'desk.selected');
}

export function rememberSelection(id) {
  store('sessionStorage', 'desk.selected', id ?? '');
}

/** A half-written answer. */
export function rememberedDraft(id) {
  return store('sessionStorage', `desk.draft.${id}`) ?? '';
}

export function rememberDraft(id, text) {
  store('sessionStorage', `desk.draft.${id}`, text);
}
