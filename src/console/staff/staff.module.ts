/** What the console needs to know its staff and to let them in. */
import { AccountController } from './account.controller';
import { Accounts } from './accounts.service';
import { Challenges } from './challenges.service';
import { Codes } from './codes.service';
import { CredentialRepository } from './credential.repository';
import { EnrolmentController } from './enrolment.controller';
import { Enrolment } from './enrolment.service';
import { Entrance } from './entrance.service';
import { InvitationRepository } from './invitation.repository';
import { Invitations } from './invitations.service';
import { PasskeyRepository } from './passkey.repository';
import { Passkeys } from './passkeys.service';
import { PasswordSetUp } from './password-set-up.service';
import { Passwords } from './passwords.service';
import { PeopleController } from './people.controller';
import { People } from './people.service';
import { SessionRepository } from './session.repository';
import { Sessions } from './sessions.service';
import { SignInController, SignOutController } from './sign-in.controller';
import { SignIn } from './sign-in.service';
import { SignInMetrics } from './sign-in-metrics.service';
import { SignInPauses } from './sign-in-pauses.service';
import { StaffRepository } from './staff.repository';
import { StepUpController } from './step-up.controller';
import { StepUp } from './step-up.service';
import { TriesRepository } from './tries.repository';
import { TriesCounter } from './tries.service';

export const STAFF_CONTROLLERS = [
  SignInController,
  SignOutController,
  StepUpController,
  EnrolmentController,
  AccountController,
  PeopleController,
];

export const STAFF_PROVIDERS = [
  SignIn,
  SignInPauses,
  SignInMetrics,
  Entrance,
  StepUp,
  Enrolment,
  Invitations,
  Accounts,
  People,
  Sessions,
  Passkeys,
  Challenges,
  Passwords,
  PasswordSetUp,
  Codes,
  TriesCounter,
  StaffRepository,
  InvitationRepository,
  CredentialRepository,
  PasskeyRepository,
  SessionRepository,
  TriesRepository,
];
