/** What the console needs for the requests of authorities. */
import { ApprovalDesk } from './approval-desk.service';
import { ApprovalsController } from './approvals.controller';
import { CaseController } from './case.controller';
import { CaseDesk } from './case-desk.service';
import { CasesController } from './cases.controller';
import { ContactsController } from './contacts.controller';
import { KeptUploads } from './kept-uploads.service';
import { LookupController } from './lookup.controller';
import { SavedFilters } from './saved-filters.service';
import { SecrecyController } from './secrecy.controller';

export const REQUESTS_CONTROLLERS = [
  ContactsController,
  CasesController,
  LookupController,
  CaseController,
  ApprovalsController,
  SecrecyController,
];

export const REQUESTS_PROVIDERS = [ApprovalDesk, CaseDesk, KeptUploads, SavedFilters];
