/** What the console needs to show and steer wake-ups. */
import { OperationsController } from './operations.controller';
import { OperationsActs } from './operations-acts.service';
import { OperationsBoard } from './operations-board.service';
import { OperationsStreams } from './streams.service';

export const OPERATIONS_CONTROLLERS = [OperationsController];

export const OPERATIONS_PROVIDERS = [OperationsBoard, OperationsActs, OperationsStreams];
