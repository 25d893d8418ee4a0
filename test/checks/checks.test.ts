import { describe, expect, it } from 'vitest';
import type { CertificateProvider, FunctionDescription, PcaDescription } from '../../src/aws/ports/ports.ts';
import { checkAuthorityUsable, maxValidityDays, whyUnusable } from '../../src/checks/authority-usable.ts';
import { checkFunctionRuntime } from '../../src/checks/function-runtime.ts';
import { checkFewEnvironments } from '../../src/checks/impact/traps/few-environments.ts';
import { checkFunctionUsable } from '../../src/checks/function-usable.ts';
import { checkInvokePermission } from '../../src/checks/invoke-permission.ts';
import { checkProviderSlot } from '../../src/checks/provider-slot.ts';
import { checkSignerCode, type CodeVerdict, signerCode } from '../../src/checks/signer-code.ts';
import { checkSigningFailures } from '../../src/checks/signing-failures.ts';
import { isOurStatementId } from '../../src/deployment/ownership.ts';
import { recommendedAuthority } from '../../src/steps/link-authority.ts';
import { caDescription, days, functionDescription, NOW } from './descriptions.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:';

const codes = (findings: readonly { code: string; severity: string }[]) =>
  findings.map((f) => `${f.severity} ${f.code}`);

describe('checkProviderSlot', () => {
  const provider = (
    name: string,
    functionArn: string,
    tags = {},
  ): CertificateProvider & { tags: Record<string, string> } => ({
    certificateProviderName: name,
    certificateProviderArn: `arn:aws:iot:us-east-1:000000000000:certificateprovider/${name}`,
    lambdaFunctionArn: functionArn,
    accountDefaultForOperations: ['CreateCertificateFromCsr'],
    creationDate: NOW,
    lastModifiedDate: NOW,
    tags,
  });
  const wanted = { name: 'certprov', functionArn: `${ARN}signer` };

  it.each([
    ['another provider', provider('legacy', `${ARN}signer`)],
    ['our name pointing at another function', provider('certprov', `${ARN}other`)],
  ])('blocks on %s, and says whose and since when', (_case, existing) => {
    const [finding] = checkProviderSlot([existing], wanted);
    expect(finding).toMatchObject({ code: 'PROVIDER_SLOT_TAKEN', severity: 'blocker' });
    expect(finding?.summary).toContain(existing.lambdaFunctionArn);
    expect(finding?.summary).toContain('not made by certprov, since 2026-11-22 00:00 UTC');
  });

  it('names the CloudFormation stack that owns it', () => {
    const owned = provider('x', `${ARN}x`, { 'aws:cloudformation:stack-name': 'factory' });
    expect(checkProviderSlot([owned], wanted)[0]?.summary).toContain('owned by the CloudFormation stack factory');
  });

  it('sends to the rollback for one of its own', () => {
    const ours = provider('x', `${ARN}x`, { 'certprov:made-by': 'certprov' });
    expect(checkProviderSlot([ours], wanted)[0]?.fix).toContain('certprov rollback');
  });

  it.each([
    ['an empty account', []],
    ['the very same', [provider('certprov', `${ARN}signer`)]],
  ])('accepts %s', (_case, existing) => {
    expect(checkProviderSlot(existing, wanted)).toEqual([]);
  });
});

describe('checkFunctionUsable', () => {
  it.each<[string, Partial<FunctionDescription>, string[]]>([
    ['an Active function with 5 s', {}, []],
    ['a Pending one', { state: 'Pending' }, ['blocker FUNCTION_NOT_ACTIVE']],
    ['a Failed one', { state: 'Failed', stateReason: 'image gone' }, ['blocker FUNCTION_NOT_ACTIVE']],
    ['an Inactive one, which wakes when invoked', { state: 'Inactive' }, ['warning FUNCTION_NOT_ACTIVE']],
    ['a failed update', { lastUpdateStatus: 'Failed' }, ['warning FUNCTION_UPDATE_FAILED']],
    ['concurrency 0', { reservedConcurrency: 0 }, ['blocker FUNCTION_CONCURRENCY_ZERO']],
    ['some concurrency', { reservedConcurrency: 1 }, []],
    ["Lambda's default of 3 s", { timeoutSeconds: 3 }, ['warning FUNCTION_TIMEOUT_SHORT']],
  ])('judges %s', (_case, change, expected) => {
    expect(codes(checkFunctionUsable(functionDescription(change)))).toEqual(expected);
  });
});

describe('checkFewEnvironments', () => {
  it.each<[string, number | undefined, number | undefined, string[]]>([
    ['an account with its thousand', undefined, 1000, []],
    ['a new account', undefined, 10, ['warning FEW_ENVIRONMENTS']],
    ['an account whose others have reserved nearly all', undefined, 19, ['warning FEW_ENVIRONMENTS']],
    ['just enough', undefined, 20, []],
    ['little reserved in a large account', 5, 900, ['warning FEW_ENVIRONMENTS']],
    ['much reserved where nothing else is left', 100, 0, []],
    ['nothing reserved, which is a blocker already', 0, 10, []],
    ['limits that could not be read', undefined, undefined, []],
  ])('judges %s', (_case, reserved, unreserved, expected) => {
    const limits = unreserved === undefined ? undefined : { total: 1000, unreserved };
    expect(codes(checkFewEnvironments(reserved, limits))).toEqual(expected);
  });
});

describe('checkFunctionRuntime', () => {
  it.each([
    ['nodejs24.x', []],
    ['nodejs22.x', ['warning FUNCTION_RUNTIME_ENDS_SOON']],
    ['nodejs20.x', ['warning FUNCTION_RUNTIME_DEPRECATED']],
    ['provided.al2023', []],
  ])('judges %s on 2026-11-22', (runtime, expected) => {
    expect(codes(checkFunctionRuntime(functionDescription({ runtime }), NOW))).toEqual(expected);
  });
});

describe('checkAuthorityUsable', () => {
  it.each<[string, Partial<PcaDescription>, string[]]>([
    ['an ACTIVE one', {}, []],
    ['one without a certificate', { status: 'PENDING_CERTIFICATE' }, ['blocker AUTHORITY_UNUSABLE']],
    ['a DISABLED one', { status: 'DISABLED' }, ['blocker AUTHORITY_UNUSABLE']],
    ['a key that AWS IoT does not take', { keyAlgorithm: 'ML_DSA_65' }, ['blocker AUTHORITY_UNUSABLE']],
    ['one past its end', { notAfter: days(-1) }, ['blocker AUTHORITY_UNUSABLE']],
    ['one that ends soon', { notAfter: days(30) }, ['warning AUTHORITY_ENDS_SOON']],
  ])('judges %s', (_case, change, expected) => {
    expect(codes(checkAuthorityUsable(caDescription(change), NOW))).toEqual(expected);
  });

  it('says why in words for a list', () => {
    expect(whyUnusable(caDescription({ status: 'PENDING_CERTIFICATE' }), NOW)).toBe(
      'has no certificate yet (PENDING_CERTIFICATE)',
    );
  });
});

describe('maxValidityDays', () => {
  it('never goes past the end of the CA', () => {
    expect(maxValidityDays(caDescription({ notAfter: days(100) }), NOW)).toBe(100);
    expect(maxValidityDays(caDescription({ notAfter: days(-3) }), NOW)).toBe(0);
  });

  it('is 7 for a short-lived CA', () => {
    expect(maxValidityDays(caDescription({ usageMode: 'SHORT_LIVED_CERTIFICATE' }), NOW)).toBe(7);
    expect(maxValidityDays(caDescription({ usageMode: 'SHORT_LIVED_CERTIFICATE', notAfter: days(3) }), NOW)).toBe(3);
  });
});

describe('recommendedAuthority', () => {
  it('prefers general purpose, then EC P-256, then the longest life', () => {
    const rsa = caDescription({ arn: 'rsa', keyAlgorithm: 'RSA_2048', notAfter: days(9000) });
    const short = caDescription({ arn: 'short', usageMode: 'SHORT_LIVED_CERTIFICATE' });
    const young = caDescription({ arn: 'young', notAfter: days(100) });
    const old = caDescription({ arn: 'old', notAfter: days(4000) });
    expect(recommendedAuthority([rsa, short, young, old], NOW)?.arn).toBe('old');
    expect(recommendedAuthority([short, rsa], NOW)?.arn).toBe('rsa');
    expect(recommendedAuthority([caDescription({ status: 'DISABLED' })], NOW)).toBeUndefined();
  });
});

describe('checkInvokePermission', () => {
  const place = { partition: 'aws', account: '000000000000', region: 'us-east-1' };
  const providerArn = 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov';

  it('blocks when AWS IoT is shut out, with the command that lets it in', () => {
    const [finding] = checkInvokePermission(undefined, `${ARN}signer`, place, providerArn);
    expect(finding).toMatchObject({ code: 'FUNCTION_CLOSED_TO_IOT', severity: 'blocker' });
    expect(finding?.fix).toContain(`--source-account 000000000000 --source-arn ${providerArn}`);
  });

  it('does not have the operator make a statement that a rollback would take for one of ours', () => {
    const [finding] = checkInvokePermission(undefined, `${ARN}signer`, place, providerArn);
    const [, statementId] = / --statement-id (\S+) /.exec(finding?.fix ?? '') ?? [];
    expect(statementId).toMatch(/^[\w-]+$/);
    expect(isOurStatementId(statementId)).toBe(false);
  });
});

describe('signerCode', () => {
  const judge = (tag: string | undefined, journaled?: string, thisVersion?: string) =>
    signerCode(functionDescription({ tags: tag === undefined ? {} : { 'certprov:code-sha256': tag } }), {
      journaled,
      thisVersion,
    });

  it.each([
    ['as deployed, by this version', 'abc=', 'abc=', 'abc=', 'ok', 'journal'],
    ['as deployed, and the file of this version cannot be read', 'abc=', undefined, undefined, 'ok', 'tag'],
    ['as deployed, by another version', 'abc=', 'abc=', 'new=', 'other-version', 'journal'],
    ['as its tag says, by another version', 'abc=', undefined, 'new=', 'other-version', 'tag'],
    ['not as its tag says', 'other=', undefined, 'new=', 'changed', 'tag'],
    ['not as the journal says, whatever its tag says', 'abc=', 'other=', 'new=', 'changed', 'journal'],
    ['the signer of this version, put in the place of another', 'abc=', 'other=', 'abc=', 'changed', 'journal'],
    ['the signer of this version, with its tags unread', undefined, undefined, 'abc=', 'ok', undefined],
  ])('is %s', (_what, tag, journaled, thisVersion, verdict, knownFrom) => {
    expect(judge(tag, journaled, thisVersion)).toMatchObject({ verdict, knownFrom });
  });

  it('knows nothing of functions of others', () => {
    expect(judge(undefined, undefined, 'new=')).toBeUndefined();
    expect(judge(undefined)).toBeUndefined();
  });
});

describe('checkSignerCode', () => {
  const found = (verdict: CodeVerdict) =>
    codes(checkSignerCode(functionDescription(), { verdict, deployed: 'abc=', knownFrom: 'tag', thisVersion: 'abc=' }));

  it('warns of code that certprov did not deploy, and of code of another version', () => {
    expect(found('changed')).toEqual(['warning SIGNER_CODE_CHANGED']);
    expect(found('other-version')).toEqual(['warning SIGNER_OTHER_VERSION']);
    expect(found('ok')).toEqual([]);
    expect(checkSignerCode(functionDescription(), undefined)).toEqual([]);
  });
});

describe('checkSigningFailures', () => {
  it('counts refused CSRs', () => {
    expect(checkSigningFailures({ days: 14, calls: 100, failed: 0 })).toEqual([]);
    expect(checkSigningFailures({ days: 14, calls: 100, failed: 3 })[0]?.summary).toBe(
      '3 of 100 CSRs were refused in the last 14 days',
    );
  });
});
