/* Mazur's network as somebody writes it out by hand in C, a line for each number; prints the error after some rounds. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **words) {
    const double i1 = 0.05, i2 = 0.10, t1 = 0.01, t2 = 0.99, b1 = 0.35, b2 = 0.60, eta = 0.5;
    double w1 = 0.15, w2 = 0.20, w3 = 0.25, w4 = 0.30, w5 = 0.40, w6 = 0.45, w7 = 0.50, w8 = 0.55, o1 = 0, o2 = 0;
    for (long round = count > 1 ? atol(words[1]) : 1; round > 0; round--) {
        const double h1 = 1 / (1 + exp(-(w1 * i1 + w2 * i2 + b1)));
        const double h2 = 1 / (1 + exp(-(w3 * i1 + w4 * i2 + b1)));
        o1 = 1 / (1 + exp(-(w5 * h1 + w6 * h2 + b2)));
        o2 = 1 / (1 + exp(-(w7 * h1 + w8 * h2 + b2)));
        const double d1 = (o1 - t1) * o1 * (1 - o1);
        const double d2 = (o2 - t2) * o2 * (1 - o2);
        const double e1 = (w5 * d1 + w7 * d2) * h1 * (1 - h1);
        const double e2 = (w6 * d1 + w8 * d2) * h2 * (1 - h2);
        w5 -= eta * d1 * h1;
        w6 -= eta * d1 * h2;
        w7 -= eta * d2 * h1;
        w8 -= eta * d2 * h2;
        w1 -= eta * e1 * i1;
        w2 -= eta * e1 * i2;
        w3 -= eta * e2 * i1;
        w4 -= eta * e2 * i2;
    }
    printf("%.17g\n", 0.5 * (o1 - t1) * (o1 - t1) + 0.5 * (o2 - t2) * (o2 - t2));
    return 0;
}
