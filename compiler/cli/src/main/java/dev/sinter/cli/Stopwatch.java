package dev.sinter.cli;

import java.util.Arrays;

/** Measures what a call takes once the JVM has compiled it. */
final class Stopwatch {
    private static final int ROUNDS = 25;

    private final double warmUpSeconds;
    private final double secondsPerRound;

    Stopwatch(double warmUpSeconds, double measuredSeconds) {
        this.warmUpSeconds = warmUpSeconds;
        this.secondsPerRound = measuredSeconds / ROUNDS;
    }

    /**
     * The seconds per call of each action: the best of many rounds, in which the actions take turns, so that what else this machine does
     * meanwhile hits all of them, and least counts.
     */
    double[] seconds(Runnable... actions) {
        for (Runnable action : actions) {
            repeat(action, warmUpSeconds);
        }
        double[] best = new double[actions.length];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < actions.length; i++) {
                best[i] = Math.min(best[i], repeat(actions[i], secondsPerRound));
            }
        }
        return best;
    }

    private static double repeat(Runnable action, double atLeast) {
        long start = System.nanoTime();
        int calls = 0;
        double seconds;
        do {
            action.run();
            calls++;
            seconds = (System.nanoTime() - start) * 1e-9;
        } while (seconds < atLeast);
        return seconds / calls;
    }
}
