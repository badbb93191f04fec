/** A chart that echarts drew, as an SVG text that a page can hold under a policy without inline styles. */

/** A colour of the drawing, and the class by which a style sheet knows again what has it. */
export interface Paint {
  readonly colour: string;
  readonly attribute: 'fill' | 'stroke';
  readonly name: string;
}

/** Inline styles become attributes, which the policy allows; what serves scripts goes; nothing varies from run to run. */
export function plainSvg(svg: string, paints: readonly Paint[]): string {
  const plain = svg
    .replace(/<style[\s\S]*?<\/style>\s*/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => attributesOf(style))
    .replace(/ (?:class|ecmeta_\w+|xmlns:xlink|version|baseProfile|pointer-events|xml:space)="[^"]*"/g, '')
    .replace(/zr\d+-/g, 'chart-');
  return paints
    .reduce((text, { colour, attribute, name }) => {
      const painted = `${attribute}="${colour}"`;
      return text.replaceAll(painted, `class="${name}" ${painted}`);
    }, plain)
    .replace(/^<svg width="\d+" height="\d+"/, '<svg aria-hidden="true" focusable="false"')
    .replace(/>\n+/g, '>');
}

function attributesOf(style: string): string {
  return style
    .split(';')
    .filter((part) => part.includes(':') && !part.startsWith('font-family'))
    .map((part) => ` ${part.slice(0, part.indexOf(':')).trim()}="${part.slice(part.indexOf(':') + 1).trim()}"`)
    .join('');
}
