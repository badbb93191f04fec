/** Pages beside the reports: method, authorities, verification, data, what we hold, ledger, corrections; and the style. */
import { Controller, Get, Inject, NotFoundException, Param, Query, Res, UseFilters } from '@nestjs/common';
import type { Response } from 'express';
import { authoritiesPage } from './authorities.page';
import { correctionsPage } from './corrections.page';
import { dataPage } from './data.page';
import { correctionsAmong } from './feeds/news';
import { authoritiesForm } from './files/authorities-form';
import { heldData } from './held-data';
import { heldDataPage } from './held-data.page';
import { AUTHORITY_LANGUAGES, type AuthorityLanguage } from './language';
import { ledgerLinePage, ledgerPageText } from './ledger.page';
import { LiveSchema } from './live-schema.repository';
import { methodPage } from './method.page';
import { htmlAnswer, send } from './page-answer';
import { PagesFilter } from './pages.filter';
import { PUBLIC_FACTS, type PublicFacts } from './public-facts';
import { ledgerPage, publicLines } from './public-ledger';
import { Publications } from './publications.service';
import { icon, iconPath, style, stylePath } from './style';
import { verifyPage } from './verify.page';

const LANGUAGE = 'en';

@Controller()
@UseFilters(PagesFilter)
export class PagesController {
  constructor(
    private readonly publications: Publications,
    private readonly schema: LiveSchema,
    @Inject(PUBLIC_FACTS) private readonly facts: PublicFacts,
  ) {}

  @Get('method')
  method(@Res() response: Response): void {
    send(response, htmlAnswer(methodPage(LANGUAGE)));
  }

  @Get('law-enforcement')
  authorities(@Res() response: Response): void {
    send(response, htmlAnswer(authoritiesPage(LANGUAGE, this.facts.contact)));
  }

  @Get('law-enforcement/form.txt')
  authoritiesForm(@Res() response: Response): void {
    send(response, { body: authoritiesForm(LANGUAGE, this.facts.contact), type: 'text/plain' });
  }

  /** By its address alone, whatever the browser would like best: one address, one answer. */
  @Get('law-enforcement/:language')
  authoritiesIn(@Param('language') name: string, @Res() response: Response): void {
    send(response, htmlAnswer(authoritiesPage(translation(name), this.facts.contact)));
  }

  @Get('law-enforcement/:language/form.txt')
  authoritiesFormIn(@Param('language') name: string, @Res() response: Response): void {
    send(response, { body: authoritiesForm(translation(name), this.facts.contact), type: 'text/plain' });
  }

  @Get('verify')
  async verify(@Res() response: Response): Promise<void> {
    send(response, htmlAnswer(verifyPage(LANGUAGE, await this.publications.all(), this.facts.publicKey)));
  }

  @Get('data')
  async data(@Res() response: Response): Promise<void> {
    send(response, htmlAnswer(dataPage(LANGUAGE, await this.publications.latest())));
  }

  @Get('what-we-hold')
  async whatWeHold(@Res() response: Response): Promise<void> {
    const latest = (await this.publications.stated()).map((one) => one.report);
    send(response, htmlAnswer(heldDataPage(LANGUAGE, heldData(await this.schema.columns()), latest)));
  }

  @Get('corrections')
  async corrections(@Res() response: Response): Promise<void> {
    send(response, htmlAnswer(correctionsPage(LANGUAGE, correctionsAmong(await this.publications.all()))));
  }

  @Get('ledger')
  async ledger(@Query() query: Record<string, unknown>, @Res() response: Response): Promise<void> {
    const lines = publicLines(await this.publications.latest());
    send(response, htmlAnswer(ledgerPageText(LANGUAGE, ledgerPage(lines, query))));
  }

  @Get('ledger/:ref')
  async ledgerLine(@Param('ref') ref: string, @Res() response: Response): Promise<void> {
    const line = publicLines(await this.publications.latest()).find((one) => one.ref === ref);
    if (line === undefined) throw new NotFoundException();
    send(response, htmlAnswer(ledgerLinePage(LANGUAGE, line)));
  }

  @Get(stylePath)
  style(@Res() response: Response): void {
    send(response, { body: style, type: 'text/css', keeping: 'immutable' });
  }

  @Get(iconPath)
  icon(@Res() response: Response): void {
    send(response, { body: icon, type: 'image/svg+xml' });
  }

  @Get(['ledger/:ref/*rest', 'data/*rest', 'law-enforcement/*rest'])
  nothing(): never {
    throw new NotFoundException();
  }
}

/** Throws NotFoundException for what is no other language than that of the page itself. */
function translation(name: string): AuthorityLanguage {
  const [, ...translations] = AUTHORITY_LANGUAGES;
  const language = translations.find((one) => one === name);
  if (language === undefined) throw new NotFoundException();
  return language;
}
