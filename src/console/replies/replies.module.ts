/** What the console needs for replies. */
import { CaseRepliesController } from './case-replies.controller';
import { ReplyDesk } from './reply-desk.service';
import { TemplateRepository } from './template.repository';
import { TemplatesController } from './templates.controller';
import { Templates } from './templates.service';

export const REPLIES_CONTROLLERS = [TemplatesController, CaseRepliesController];

export const REPLIES_PROVIDERS = [ReplyDesk, TemplateRepository, Templates];
