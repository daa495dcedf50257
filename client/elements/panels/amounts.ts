/** Bytes, speeds and times as people of a language read them. */

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const KILO = 1_000;
const MINUTE_S = 60;
const HOUR_S = 3_600;

/** The largest unit of which there is one. */
function scaled(bytes: number): { value: number; unit: (typeof UNITS)[number] } {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(KILO))));
  return { value: bytes / KILO ** step, unit: UNITS[step] ?? 'byte' };
}

function inUnits(value: number, unit: string, language: string): string {
  const digits = value < 10 && unit !== 'byte' ? 1 : 0;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: unit.startsWith('byte') ? 'long' : 'short',
    maximumFractionDigits: digits,
  }).format(value);
}

export function bytesText(bytes: number, language: string): string {
  const { value, unit } = scaled(bytes);
  return inUnits(value, unit, language);
}

/** Of bytes a second. */
export function rateText(rate: number, language: string): string {
  const { value, unit } = scaled(rate);
  return inUnits(value, `${unit}-per-second`, language);
}

/** Of seconds, and no more exact than anybody can tell. */
export function timeText(seconds: number, language: string): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < MINUTE_S) return inUnits(whole, 'second', language);
  if (whole < HOUR_S) return inUnits(Math.ceil(whole / MINUTE_S), 'minute', language);
  return inUnits(whole / HOUR_S, 'hour', language);
}
