/** The workbench of reports as the console puts it together. */
import { DeclaredController } from './declared.controller';
import { DraftsController } from './drafts.controller';
import { FiguresWatch } from './figures-watch.task';
import { GaugesController } from './gauges.controller';
import { Publishing } from './publishing.service';
import { QuartersController } from './quarters.controller';
import { ReportListController } from './report-list.controller';
import { YearKeysController } from './year-keys.controller';

/** Quarters come last: their address takes any word. */
export const REPORTS_CONTROLLERS = [
  ReportListController,
  DeclaredController,
  YearKeysController,
  GaugesController,
  DraftsController,
  QuartersController,
];

export const REPORTS_PROVIDERS = [Publishing, FiguresWatch];
