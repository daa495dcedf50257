/** The name that a person typed last, for all rooms of this page's origin. */
const NAME_KEY = 'rtc-call name';

export function rememberedName(): string {
  try {
    return localStorage.getItem(NAME_KEY) ?? '';
  } catch (error) {
    if (error instanceof DOMException) return ''; // Storage is blocked.
    throw error;
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
