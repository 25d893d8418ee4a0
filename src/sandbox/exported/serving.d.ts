// What `certprov/sandbox/serving` promises to other projects.

/** Where the account of a folder is served by `certprov sandbox serve`; undefined when nobody does. */
export declare function findServer(folder: string): Promise<
  | {
      readonly endpoint: string;
      /** For devices. */
      readonly mqtt: {
        readonly host: string;
        readonly port: number;
        readonly servername: string;
        /** Path of the CA certificate that vouches for the endpoint. */
        readonly caFile: string;
      };
    }
  | undefined
>;
