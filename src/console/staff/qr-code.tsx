/** A picture of a text that phones read (QR code), black on white in the dark too: readers want it so. */
import qrcode from 'qrcode-generator';

/** Modules of white around it that the standard asks for (ISO/IEC 18004). */
const QUIET = 4;

interface QrCodeProps {
  readonly text: string;
  /** What stands in its place for whoever does not see it. */
  readonly label: string;
}

export function QrCode({ text, label }: QrCodeProps) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const size = count + 2 * QUIET;
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={darkModules(count, (row, column) => code.isDark(row, column))} fill="#000" />
    </svg>
  );
}

function darkModules(count: number, isDark: (row: number, column: number) => boolean): string {
  const all = Array.from(
    { length: count * count },
    (_one, place) => [Math.floor(place / count), place % count] as const,
  );
  const dark = all.filter(([row, column]) => isDark(row, column));
  return dark.map(([row, column]) => `M${column + QUIET} ${row + QUIET}h1v1h-1z`).join('');
}
