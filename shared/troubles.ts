/** Why a device that its person wants on is not. */
export const TROUBLES = ['lost', 'interrupted', 'blocked', 'busy'] as const;
export type Trouble = (typeof TROUBLES)[number];
export interface Troubles {
  mic?: Trouble;
  camera?: Trouble;
}
