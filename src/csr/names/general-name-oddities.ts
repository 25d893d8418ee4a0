import { isIP } from 'node:net';
import { TAG, type DerNode } from '../der/der-node.ts';

/** Why a verifier may refuse a well-formed GeneralName: it is not what RFC 5280 §4.2.1.6 describes. */
export function generalNameOddity({ identifier, content, children }: DerNode): string | undefined {
  const text = content.toString('latin1');
  switch (identifier) {
    case TAG.context(1):
      return MAILBOX.test(text) ? undefined : 'an rfc822Name that is no mailbox';
    case TAG.context(2):
      return isIP(text) === 0 && isHost(text) ? undefined : 'a dNSName that is no host name';
    case TAG.contextConstructed(4):
      return children[0]?.children.length === 0 ? 'a directoryName that is empty' : undefined;
    case TAG.context(6):
      return isAbsolute(text) ? undefined : 'a URI that is no absolute one, or that Go does not read';
    default:
      return undefined;
  }
}

const MAILBOX = /^[^@]+@[^@]+$/;
const MAX_HOST = 253;
const LABEL = /^(?!-)[\w-]{1,63}(?<!-)$/;

/** Letters, digits, hyphens, and the underscore that many use; an asterisk in front. */
const isHost = (text: string): boolean =>
  text.length <= MAX_HOST &&
  text
    .replace(/^\*\.(?=.)/, '')
    .split('.')
    .every((label) => LABEL.test(label));

const ABSOLUTE = /^[a-z][a-z\d+.-]*:(?:\/\/([^/?#]*))?(.*)$/i;
/** User, host or address in brackets, port. */
const AUTHORITY = /^(?:[^@]*@)?(?:\[[\da-f:.%]+\]|[^:[\]]+)(?::\d*)?$/i;

/** RFC 3986 §3, as far as crypto/x509 of Go insists on it. */
function isAbsolute(text: string): boolean {
  const [matched, authority, rest] = ABSOLUTE.exec(text) ?? [];
  if (matched === undefined || /%(?![\da-f]{2})/i.test(text)) return false;
  return authority === undefined ? rest !== '' : AUTHORITY.test(authority);
}
