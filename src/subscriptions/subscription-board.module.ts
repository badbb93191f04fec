/** The counts of subscriptions, for whoever looks in. Holds no keys. */
import { Module } from '@nestjs/common';
import { SubscriptionBoard } from './subscription-board.service';

@Module({ providers: [SubscriptionBoard], exports: [SubscriptionBoard] })
export class SubscriptionBoardModule {}
