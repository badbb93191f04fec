/** What the pusher needs of this room: somebody to tell of dead tokens. Holds no master keys. */
import { Module } from '@nestjs/common';
import { PushModule } from '../push/push.module';
import { TokenFeedback } from '../push/token-feedback';
import { ForgetGoneTokens } from './forget-gone-tokens.service';
import { SweepRepository } from './storage/sweep.repository';
import { WatchNotices } from './storage/watch-notices.repository';

@Module({
  imports: [PushModule],
  providers: [SweepRepository, WatchNotices, { provide: TokenFeedback, useClass: ForgetGoneTokens }],
  exports: [TokenFeedback],
})
export class TokenFeedbackModule {}
