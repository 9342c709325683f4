#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define RDSTAT_VERSION "0.1.0"

#endif
