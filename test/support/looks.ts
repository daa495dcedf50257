/** How the element is looked at: every size in light English, and each other look in one size. */

export interface Look {
  readonly name: string;
  readonly viewport: { readonly width: number; readonly height: number };
  /** Device pixels for one of CSS: a page at 200 % has half the room and twice the pixels. */
  readonly scale: number;
  readonly colorScheme: 'light' | 'dark';
  readonly locale: keyof typeof NAMES;
  readonly camera: boolean;
}

/** The person whose screen is shown, and the other one. */
export const NAMES = {
  en: ['Ada Lovelace', 'Grace Hopper'],
  'zh-CN': ['林语', '陈晨'],
  ar: ['ليلى حداد', 'يوسف منصور'],
} as const;

const DESKTOP = { width: 1180, height: 740 };
const PORTRAIT = { width: 360, height: 740 };
const PLAIN: Look = {
  name: 'desktop',
  viewport: DESKTOP,
  scale: 1,
  colorScheme: 'light',
  locale: 'en',
  camera: true,
};

export const LOOKS: readonly Look[] = [
  PLAIN,
  { ...PLAIN, name: 'phone', viewport: PORTRAIT },
  { ...PLAIN, name: 'phone across', viewport: { width: 740, height: 360 } },
  { ...PLAIN, name: 'column', viewport: { width: 240, height: 480 } },
  { ...PLAIN, name: 'dark', colorScheme: 'dark' },
  { ...PLAIN, name: 'dark phone', viewport: PORTRAIT, colorScheme: 'dark' },
  { ...PLAIN, name: 'Chinese', viewport: PORTRAIT, locale: 'zh-CN' },
  { ...PLAIN, name: 'Arabic', locale: 'ar' },
  { ...PLAIN, name: '200 %', viewport: { width: DESKTOP.width / 2, height: DESKTOP.height / 2 }, scale: 2 },
  { ...PLAIN, name: 'no camera', viewport: PORTRAIT, camera: false },
];
