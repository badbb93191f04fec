/** The library of charts, loaded when the first is drawn, which most processes never do. */
import type * as Echarts from 'echarts';

/** As one file: the parts that a chart needs are 400 modules, half a second and 70 MB. */
export function echarts(): typeof Echarts {
  return require('echarts/dist/echarts.common.min.js');
}
