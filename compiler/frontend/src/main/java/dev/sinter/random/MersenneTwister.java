package dev.sinter.random;

import java.util.Arrays;

/**
 * MT19937: 32-bit words of period 2^19937 - 1 (Matsumoto and Nishimura, Mersenne Twister, ACM TOMACS 8, 1998; the constants are
 * from its table II, the seeding is the 2002 revision's).
 */
final class MersenneTwister {
    private static final int N = 624;
    private static final int M = 397;
    private static final int UPPER = 0x8000_0000;
    private static final int LOWER = 0x7fff_ffff;
    private static final int TWIST = 0x9908_b0df;
    private static final int SEEDING = 1_812_433_253;

    private final int[] words = new int[N];
    private int next = N;

    MersenneTwister(long seed) {
        words[0] = (int) seed;
        for (int i = 1; i < N; i++) {
            words[i] = SEEDING * (words[i - 1] ^ words[i - 1] >>> 30) + i;
        }
    }

    /** The state: the words, then which is next. */
    int[] state() {
        int[] state = Arrays.copyOf(words, N + 1);
        state[N] = next;
        return state;
    }

    void setState(int[] state) {
        if (state.length != N + 1 || state[N] < 0 || state[N] > N) {
            throw new IllegalArgumentException(
                    "a generator's state has " + (N + 1) + " numbers, the last from 0 to " + N);
        }
        System.arraycopy(state, 0, words, 0, N);
        next = state[N];
    }

    int next() {
        if (next == N) {
            for (int i = 0; i < N; i++) {
                int y = words[i] & UPPER | words[(i + 1) % N] & LOWER;
                words[i] = words[(i + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : TWIST);
            }
            next = 0;
        }
        int y = words[next++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9d2c_5680;
        y ^= y << 15 & 0xefc6_0000;
        return y ^ y >>> 18;
    }
}
