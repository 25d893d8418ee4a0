import { describe, expect, it } from 'vitest';
import { isExempt } from '../../src/proxy/no-proxy.ts';

describe('NO_PROXY', () => {
  it.each([
    ['iot.eu-central-1.amazonaws.com', 443, '*'],
    ['vault.corp.example', 443, 'vault.corp.example'],
    ['vault.corp.example', 443, 'corp.example'],
    ['vault.corp.example', 443, '.corp.example'],
    ['vault.corp.example', 443, '*.corp.example'],
    ['corp.example', 443, '.corp.example'],
    ['VAULT.corp.example', 443, 'Corp.Example'],
    ['vault.corp.example.', 443, 'corp.example'],
    ['vault.corp.example', 8200, 'other.example, corp.example:8200'],
    ['vault.corp.example', 443, 'other.example corp.example'],
    ['10.1.2.3', 443, '10.0.0.0/8'],
    ['10.1.2.3', 443, '10.1.2.3'],
    ['10.1.2.3', 8443, '10.1.2.3:8443'],
    ['[fd00::7]', 443, 'fd00::/8'],
    ['fd00::7', 443, '[fd00::7]'],
    ['fd00::7', 8443, '[fd00::7]:8443'],
  ])('exempts %s:%i by %s', (host, port, list) => {
    expect(isExempt(host, port, list)).toBe(true);
  });

  it.each([
    ['notcorp.example', 443, 'corp.example'],
    ['corp.example.evil.test', 443, 'corp.example'],
    ['vault.corp.example', 443, 'vault'],
    ['vault.corp.example', 443, 'corp.example:8200'],
    ['11.1.2.3', 443, '10.0.0.0/8'],
    ['10.1.2.3', 443, '10.0.0.0/64'],
    ['10.1.2.3', 443, '2.3'],
    ['ten.example', 443, '10.0.0.0/8'],
    ['fd00::7', 443, '10.0.0.0/8'],
    ['vault.corp.example', 443, ''],
    ['vault.corp.example', 443, ' , .'],
  ])('does not exempt %s:%i by %s', (host, port, list) => {
    expect(isExempt(host, port, list)).toBe(false);
  });
});
