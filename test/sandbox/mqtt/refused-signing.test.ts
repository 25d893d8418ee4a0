import { describe, expect, it } from 'vitest';
import { createProvider, permit } from './provider.ts';
import { createFunction, openSigning, PROPAGATION_MS } from './signing.ts';

describe('CreateCertificateFromCsr over MQTT', () => {
  it.each([
    ['takes longer than 5 seconds', 'slow-signer', /took longer than 5000 ms|timed out/],
    ['certifies another key', 'swapped-key-signer', /public key is not that of the CSR/],
    ['is not there', 'nobody', /Function not found/],
    ['is no signer', 'nightly-report', /the function failed/],
  ])('is rejected when the function %s', async (_case, name, message) => {
    await using opened = await openSigning();
    if (name !== 'nobody') await permit(opened.account, name);
    await createProvider(opened.account, name);
    opened.pass(PROPAGATION_MS);
    const { accepted, body } = await opened.ask();
    expect(accepted).toBe(false);
    expect(body['errorMessage']).toMatch(message);
  });

  it.each([
    ['answers nothing', 'undefined', /must answer/],
    ['answers two certificates', '{ certificatePem: pem + pem }', /2 PEM blocks/],
    ['answers with a byte order mark', '{ certificatePem: "\\uFEFF" + pem }', /byte order mark/],
    ['answers with indented lines', '{ certificatePem: pem.replace(/^/gm, "  ") }', /indented/],
    ['answers with text around it', '{ certificatePem: "your certificate:\\n" + pem }', /text around/],
    ['answers with an empty line within', '{ certificatePem: pem.replace("\\n", "\\n\\n") }', /empty line/],
    ['answers another one’s certificate', '{ certificatePem: pem }', /subject is not that of the CSR/],
  ])('is rejected when the function %s', async (_case, answer, message) => {
    await using opened = await openSigning();
    const pem = opened.claim.certificatePem;
    const source = `const pem = ${JSON.stringify(pem)}; export const handler = async () => (${answer});`;
    await createFunction(opened.lambda, 'odd', source);
    await permit(opened.account, 'odd');
    await createProvider(opened.account, 'odd');
    opened.pass(PROPAGATION_MS);
    const { accepted, body } = await opened.ask();
    expect(accepted).toBe(false);
    expect(body['errorMessage']).toMatch(message);
  });
});
