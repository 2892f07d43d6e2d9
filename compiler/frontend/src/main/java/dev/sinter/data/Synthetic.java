package dev.sinter.data;

import dev.sinter.Sinter;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import dev.sinter.runtime.Buffer;
import java.util.stream.IntStream;

/**
 * Points to try things on. Examples are float32 points and int64 labels (a float32 target for regression), in random order; the
 * same seed gives the same bits. {@link StrokeDigits} draws pictures.
 */
public final class Synthetic {
    private Synthetic() {}

    /**
     * Two circles around the origin: label 0 on the outer one of radius 1, label 1 on the inner one; on each the points stand at equal
     * angles.
     *
     * @param noise  the standard deviation of what is added to each coordinate
     * @param factor the inner radius, from 0 to 1
     */
    public static TensorDataset circles(int count, double noise, double factor, long seed) {
        if (!(factor >= 0 && factor < 1)) {
            throw new Diagnostic(
                    "circles: the inner circle's radius is from 0 to below the outer one's 1, not " + factor);
        }
        int outer = count / 2;
        return points("circles", count, noise, seed, i -> {
            double radius = i < outer ? 1 : factor;
            double angle = 2 * Math.PI * (i < outer ? (double) i / outer : (double) (i - outer) / (count - outer));
            return new double[]{radius * StrictMath.cos(angle), radius * StrictMath.sin(angle), i < outer ? 0 : 1};
        });
    }

    /**
     * Two half circles of radius 1, one within the other's opening: label 0 is the upper one around (0, 0), label 1 the lower one around
     * (1, 0.5); on each the points stand at equal angles.
     *
     * @param noise the standard deviation of what is added to each coordinate
     */
    public static TensorDataset moons(int count, double noise, long seed) {
        int upper = count / 2;
        return points("moons", count, noise, seed, i -> {
            int last = i < upper ? upper - 1 : count - upper - 1;
            double angle = last == 0 ? 0 : Math.PI * (i < upper ? i : i - upper) / last;
            double x = StrictMath.cos(angle);
            double y = StrictMath.sin(angle);
            return i < upper ? new double[]{x, y, 0} : new double[]{1 - x, 0.5 - y, 1};
        });
    }

    /**
     * Spiral arms from the origin out to radius 1, each with its label, turned against one another by equal angles; along each the radius
     * grows with the angle.
     *
     * @param turns how often each arm goes round
     * @param noise the standard deviation of what is added to each coordinate
     */
    public static TensorDataset spirals(int count, int arms, double turns, double noise, long seed) {
        if (arms < 1) {
            throw new Diagnostic("spirals: 1 arm or more is needed, not " + arms);
        }
        return points("spirals", count, noise, seed, i -> {
            int arm = i % arms;
            int place = i / arms;
            int last = (count - arm - 1) / arms;
            double radius = last == 0 ? 0 : (double) place / last;
            double angle = 2 * Math.PI * (turns * radius + (double) arm / arms);
            return new double[]{radius * StrictMath.cos(angle), radius * StrictMath.sin(angle), arm};
        });
    }

    /** So many points in the plane around so many random centers with coordinates from -10 to 10, shared evenly; the label is the center's number. */
    public static TensorDataset blobs(int count, int centers, double deviation, long seed) {
        if (centers < 1) {
            throw new Diagnostic("blobs: 1 center or more is needed, not " + centers);
        }
        Generator random = new Generator(seed);
        double[][] places = new double[centers][2];
        for (double[] place : places) {
            random.uniform(place, -10, 10);
        }
        return blobs(count, places, deviation, random);
    }

    /**
     * Points around these centers, shared evenly; the label is the center's number.
     *
     * @param centers   the coordinates of each center, of any number of dimensions
     * @param deviation the standard deviation of each coordinate
     */
    public static TensorDataset blobs(int count, double[][] centers, double deviation, long seed) {
        return blobs(count, centers, deviation, new Generator(seed));
    }

    private static TensorDataset blobs(int count, double[][] centers, double deviation, Generator random) {
        if (centers.length == 0 || IntStream.range(0, centers.length)
                .anyMatch(i -> centers[i].length != centers[0].length || centers[i].length == 0)) {
            throw new Diagnostic("blobs: 1 center or more is needed, all with the same number of coordinates");
        }
        int dimensions = centers[0].length;
        return points("blobs", count, deviation, random, dimensions, i -> {
            double[] point = new double[dimensions + 1];
            System.arraycopy(centers[i % centers.length], 0, point, 0, dimensions);
            point[dimensions] = i % centers.length;
            return point;
        });
    }

    /**
     * Standard normal points [N, F], and targets [N] that are {@code weights} times the point plus {@code bias} plus noise.
     *
     * @param noise the standard deviation of what is added to each target
     */
    public static TensorDataset linearRegression(int count, double[] weights, double bias, double noise, long seed) {
        check("linearRegression", count, noise);
        Generator random = new Generator(seed);
        int features = weights.length;
        float[] points = new float[count * features];
        float[] targets = new float[count];
        for (int i = 0; i < count; i++) {
            double target = bias + noise * random.normal();
            for (int f = 0; f < features; f++) {
                float x = (float) random.normal();
                points[i * features + f] = x;
                target += weights[f] * x;
            }
            targets[i] = (float) target;
        }
        return new TensorDataset(Sinter.tensor(Buffer.of(points, count, features)),
                Sinter.tensor(Buffer.of(targets, count)));
    }

    /** The coordinates of a point without noise, and its label. */
    private interface Point {
        double[] at(int i);
    }

    private static void check(String name, int count, double noise) {
        if (count < 0 || !(noise >= 0)) {
            throw new Diagnostic(name + ": " + count + " points with a noise of " + noise
                    + " cannot be made; both are 0 or more");
        }
    }

    private static TensorDataset points(String name, int count, double noise, long seed, Point point) {
        return points(name, count, noise, new Generator(seed), 2, point);
    }

    private static TensorDataset points(String name, int count, double noise, Generator random, int dimensions,
            Point point) {
        check(name, count, noise);
        long[] order = random.permutation(count);
        float[] points = new float[count * dimensions];
        long[] labels = new long[count];
        for (int i = 0; i < count; i++) {
            double[] made = point.at((int) order[i]);
            for (int d = 0; d < dimensions; d++) {
                points[i * dimensions + d] = (float) (made[d] + noise * random.normal());
            }
            labels[i] = (long) made[dimensions];
        }
        return new TensorDataset(Sinter.tensor(Buffer.of(points, count, dimensions)),
                Sinter.tensor(Buffer.of(labels, count)));
    }
}
