/* A CSR by the calls to libcrypto that Greengrass nucleus lite makes: libcrypto-csr <common name, or nothing>. */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>

int main( int argc, char ** argv )
{
    const char * common_name = argc > 1 ? argv[ 1 ] : "";
    EVP_PKEY * key = EVP_PKEY_Q_keygen( NULL, NULL, "EC", "P-256" );
    X509_REQ * request = X509_REQ_new();
    X509_NAME * subject = X509_NAME_new();

    if( ( key == NULL ) || ( request == NULL ) || ( subject == NULL ) )
    {
        return 1;
    }

    /* An empty value is refused, which Greengrass does not look at: the subject stays empty. */
    X509_NAME_add_entry_by_txt( subject, "CN", MBSTRING_ASC, ( const unsigned char * ) common_name, -1, -1, 0 );

    if( ( X509_REQ_set_subject_name( request, subject ) == 0 ) || ( X509_REQ_set_pubkey( request, key ) == 0 ) ||
        ( X509_REQ_sign( request, key, EVP_sha256() ) == 0 ) )
    {
        return 1;
    }

    return PEM_write_X509_REQ( stdout, request ) == 1 ? 0 : 1;
}
