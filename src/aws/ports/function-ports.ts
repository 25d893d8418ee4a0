/** The part of the ports about what surrounds a function; `ports.ts` has the rest and the rules. */

/**
 * What code Lambda takes for a function. `policy` keeps AWS's spelling (`Warn`, `Enforce`); undefined: it could not be read.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
 */
export interface CodeSigning {
  readonly configArn: string;
  readonly policy: string | undefined;
}

export interface FunctionReader {
  /** Undefined: whoever may deploy the function may deploy any code. */
  functionCodeSigning(nameOrArn: string): Promise<CodeSigning | undefined>;
}
