/** The permissions policy of the page, as Chromium tells it, in a test's hands. */
import { onTestFinished, vi } from 'vitest';

/** Chromium's; TypeScript does not know it. */
interface FeaturePolicy {
  allowsFeature(name: string): boolean;
}

/** From now on, until the test ends. */
export function forbid(...features: readonly string[]): void {
  const { featurePolicy } = document as Document & { readonly featurePolicy: FeaturePolicy };
  const spy = vi.spyOn(featurePolicy, 'allowsFeature').mockImplementation((name) => !features.includes(name));
  onTestFinished(() => spy.mockRestore());
}

/** As in a browser that tells nothing of it: Firefox, Safari. */
export function hidePolicy(): void {
  Object.defineProperty(document, 'featurePolicy', { value: undefined, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(document, 'featurePolicy'));
}
