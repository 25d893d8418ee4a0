// What `certprov/sandbox/serving` promises to other projects.

/** Where the account of a folder is served by `certprov sandbox serve`; undefined when nobody does. */
export declare function findServer(folder: string): Promise<
  | {
      readonly endpoint: string;
      /** For devices. */
      readonly mqtt: {
        readonly host: string;
        /** Stands for AWS IoT's 8883. */
        readonly port: number;
        /** Stands for its 443: the ALPN name `x-amzn-mqtt-ca` is needed. */
        readonly alpnPort: number;
        readonly servername: string;
        /** Path of the CA certificate that vouches for the endpoint. */
        readonly caFile: string;
      };
    }
  | undefined
>;
