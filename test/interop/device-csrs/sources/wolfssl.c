/* A CSR by wolfCrypt with the names of wolfSSL's own example, or with a common name alone: wolfssl-csr [common name]. */
#include <wolfssl/options.h>
#include <wolfssl/wolfcrypt/settings.h>
#include <wolfssl/wolfcrypt/asn_public.h>
#include <wolfssl/wolfcrypt/ecc.h>
#include <wolfssl/wolfcrypt/random.h>
#include <stdio.h>
#include <string.h>

static int name( char * field, const char * value )
{
    return snprintf( field, CTC_NAME_SIZE, "%s", value );
}

int main( int argc, char ** argv )
{
    WC_RNG random;
    ecc_key key;
    Cert request;
    byte der[ 4096 ];
    byte pem[ 4096 ] = { 0 };
    int length;

    if( ( wc_InitRng( &random ) != 0 ) || ( wc_ecc_init( &key ) != 0 ) ||
        ( wc_ecc_make_key_ex( &random, 32, &key, ECC_SECP256R1 ) != 0 ) || ( wc_InitCert( &request ) != 0 ) )
    {
        return 1;
    }

    if( argc > 1 )
    {
        name( request.subject.commonName, argv[ 1 ] );
    }
    else
    {
        name( request.subject.country, "US" );
        name( request.subject.state, "OR" );
        name( request.subject.locality, "Portland" );
        name( request.subject.org, "wolfSSL" );
        name( request.subject.unit, "Development" );
        name( request.subject.commonName, "www.wolfssl.com" );
        name( request.subject.email, "info@wolfssl.com" );
    }

    if( wc_MakeCertReq( &request, der, sizeof( der ), NULL, &key ) <= 0 )
    {
        return 1;
    }

    request.sigType = CTC_SHA256wECDSA;
    length = wc_SignCert( request.bodySz, request.sigType, der, sizeof( der ), NULL, &key, &random );

    if( ( length <= 0 ) || ( wc_DerToPem( der, length, pem, sizeof( pem ), CERTREQ_TYPE ) <= 0 ) )
    {
        return 1;
    }

    fputs( ( const char * ) pem, stdout );
    return 0;
}
