/* A CSR by Mbed TLS, as its users write them: mbedtls-csr <rsa|ec> <subject> [usages]. */
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/entropy.h>
#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/x509_csr.h>
#include <stdio.h>
#include <string.h>

#define MUST( call )                                           \
    do                                                         \
    {                                                          \
        int result = ( call );                                 \
        if( result != 0 )                                      \
        {                                                      \
            fprintf( stderr, #call ": -0x%04x\n", -result );   \
            return 1;                                          \
        }                                                      \
    } while( 0 )

int main( int argc, char ** argv )
{
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    mbedtls_pk_context key;
    mbedtls_x509write_csr request;
    unsigned char pem[ 4096 ] = { 0 };

    if( argc < 3 )
    {
        return 2;
    }

    mbedtls_entropy_init( &entropy );
    mbedtls_ctr_drbg_init( &random );
    mbedtls_pk_init( &key );
    mbedtls_x509write_csr_init( &request );
    MUST( mbedtls_ctr_drbg_seed( &random, mbedtls_entropy_func, &entropy, NULL, 0 ) );

    if( strcmp( argv[ 1 ], "rsa" ) == 0 )
    {
        MUST( mbedtls_pk_setup( &key, mbedtls_pk_info_from_type( MBEDTLS_PK_RSA ) ) );
        MUST( mbedtls_rsa_gen_key( mbedtls_pk_rsa( key ), mbedtls_ctr_drbg_random, &random, 2048, 65537 ) );
    }
    else
    {
        MUST( mbedtls_pk_setup( &key, mbedtls_pk_info_from_type( MBEDTLS_PK_ECKEY ) ) );
        MUST( mbedtls_ecp_gen_key( MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec( key ), mbedtls_ctr_drbg_random, &random ) );
    }

    mbedtls_x509write_csr_set_md_alg( &request, MBEDTLS_MD_SHA256 );

    if( ( argc > 3 ) && ( strcmp( argv[ 3 ], "usages" ) == 0 ) )
    {
        MUST( mbedtls_x509write_csr_set_key_usage( &request, MBEDTLS_X509_KU_DIGITAL_SIGNATURE ) );
        MUST( mbedtls_x509write_csr_set_ns_cert_type( &request, MBEDTLS_X509_NS_CERT_TYPE_SSL_CLIENT ) );
    }

    MUST( mbedtls_x509write_csr_set_subject_name( &request, argv[ 2 ] ) );
    mbedtls_x509write_csr_set_key( &request, &key );
    MUST( mbedtls_x509write_csr_pem( &request, pem, sizeof( pem ), mbedtls_ctr_drbg_random, &random ) );
    fputs( ( const char * ) pem, stdout );
    return 0;
}
