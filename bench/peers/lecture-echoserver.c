/*
 * The echo server of the lecture that this project grew out of: slides on sockets in C, whose
 * transcripts are of hosts of cs.hmc.edu. It is here to be checked, not to be used.
 *
 * The slides leave three things out, which are added here and nowhere else:
 *  - "#include lots of stuff", and the value of LISTEN_MAX;
 *  - echo(), of which they show only the output: "server received 5 bytes";
 *  - a flush of each line, which a terminal does by itself.
 */
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#define LISTEN_MAX 1024
#define MAXLINE 8192

int open_listenfd(char *port);
void echo(int connfd);

/* From the lecture, to the letter: */

int main(int argc, char **argv) {
    int listenfd, connfd, clientlen, error;
    char * port;
    union {struct sockaddr_in client4; struct sockaddr_in6 client6;
        } clientaddr;
    char hostname[NI_MAXHOST], hostaddr[NI_MAXHOST];

    listenfd = open_listenfd(argv[1]);
    if (listenfd < 0)
        exit(1);
    while (1) {
        clientlen = sizeof clientaddr;
        connfd = accept(listenfd, (struct sockaddr*)&clientaddr, &clientlen);
        if (connfd == -1)
            continue;
        error = getnameinfo((struct sockaddr*)&clientaddr, clientlen,
            hostname, sizeof hostname, NULL, 0, 0);
        if (error != 0)
            continue;
        getnameinfo((struct sockaddr*)&clientaddr, clientlen,
            hostaddr, sizeof hostaddr, NULL, 0, NI_NUMERICHOST);
        printf("server connected to %s (%s)\n", hostname, hostaddr);
        echo(connfd);
        close(connfd);
    }
}

int open_listenfd(char *port)
{
    int listenfd, optval=1, error;
    struct addrinfo hints;
    struct addrinfo *hostaddresses = NULL;

    /* Find out the server's IP address and port */
    memset(&hints, 0, sizeof hints);
    hints.ai_flags = AI_ADDRCONFIG | AI_V4MAPPED | AI_PASSIVE;
    hints.ai_family = AF_INET6;
    hints.ai_socktype = SOCK_STREAM;
    error = getaddrinfo(NULL, port, &hints, &hostaddresses);
    if (error != 0)
        return -2;
    if ((listenfd = socket(hostaddresses->ai_family,
        hostaddresses->ai_socktype, hostaddresses->ai_protocol)) == -1)
        return -1;
    /* Eliminates "Address already in use" error from bind. */
    if (setsockopt(listenfd, SOL_SOCKET, SO_REUSEADDR,
        (const void *)&optval , sizeof optval) == -1)
        return -1;
    /* Listenfd will be an endpoint for all requests to port */
    if (bind(listenfd, hostaddresses->ai_addr,
        hostaddresses->ai_addrlen) == -1)
        return -1;
    /* Make it a listening socket ready to accept
    connection requests */
    if (listen(listenfd, LISTEN_MAX) == -1)
        return -1;
    return listenfd;
}

/* Not from the lecture: the least that prints its transcript. */
void echo(int connfd)
{
    ssize_t n;
    char buf[MAXLINE];

    while ((n = read(connfd, buf, sizeof buf)) > 0) {
        printf("server received %zd bytes\n", n);
        fflush(stdout);
        write(connfd, buf, n);
    }
}
