package dev.sinter.data;

import dev.sinter.Sinter;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import dev.sinter.runtime.Buffer;

/**
 * Digits drawn with a pen: each is a few strokes through given points, which tremble, lean, turn, stretch and wander, in a line of varying
 * width, with a little noise. The same seed gives the same digits.
 */
public final class StrokeDigits {
    /** The images are this wide and high. */
    public static final int SIDE = 28;

    /** Points of the strokes within the unit square, x to the right and y down; the curve goes through all of them. */
    private static final double[][][] STROKES = {
        {{.50, .10, .27, .22, .20, .50, .28, .80, .50, .90, .72, .79, .80, .50, .72, .21, .50, .10}},
        {{.32, .28, .52, .10, .52, .50, .52, .90}},
        {{.24, .28, .36, .13, .60, .11, .74, .27, .66, .46, .44, .66, .23, .88, .50, .88, .78, .87}},
        {{.25, .17, .48, .09, .70, .21, .66, .39, .44, .47, .68, .55, .76, .73, .60, .88, .38, .90, .22, .80}},
        {{.60, .10, .42, .36, .20, .62, .48, .63, .82, .62}, {.62, .38, .61, .65, .60, .92}},
        {{.74, .11, .52, .11, .31, .12, .29, .28, .27, .44, .46, .38, .68, .45, .76, .64, .66, .83, .44, .90, .23,
            .82}},
        {{.68, .11, .44, .25, .28, .50, .25, .74, .42, .90, .64, .87, .75, .70, .64, .53, .44, .52, .28, .66}},
        {{.22, .13, .50, .12, .78, .12, .64, .40, .50, .64, .42, .90}},
        {{.52, .48, .30, .35, .31, .16, .52, .09, .71, .18, .70, .35, .50, .48, .28, .63, .29, .83, .50, .91, .71, .83,
            .73, .64, .52, .48}},
        {{.74, .30, .66, .46, .44, .50, .28, .38, .30, .19, .50, .09, .69, .16, .74, .30, .72, .55, .64, .75, .52,
            .91}},
    };

    /** Straight pieces per distance between two points of a stroke. */
    private static final int PIECES = 5;

    private StrokeDigits() {}

    /** This many digits, all ten in turn, with labels. */
    public static TensorDataset generate(int count, long seed) {
        if (count < 0) {
            throw new Diagnostic("StrokeDigits: " + count + " digits cannot be drawn");
        }
        Generator random = new Generator(seed);
        float[] images = new float[count * SIDE * SIDE];
        long[] labels = new long[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % 10;
            draw((int) labels[i], random, images, i * SIDE * SIDE);
        }
        return new TensorDataset(Sinter.tensor(Buffer.of(images, count, 1, SIDE, SIDE)),
                Sinter.tensor(Buffer.of(labels, count)));
    }

    private static void draw(int digit, Generator random, float[] images, int start) {
        double turn = between(random, -0.22, 0.22);
        double lean = between(random, -0.28, 0.28);
        double width = between(random, 0.72, 1.02);
        double height = between(random, 0.86, 1.06);
        double right = between(random, -0.07, 0.07);
        double down = between(random, -0.05, 0.05);
        double pen = between(random, 0.026, 0.052);
        double contrast = between(random, 0.80, 1.0);
        double[] ink = new double[SIDE * SIDE];
        for (double[] stroke : STROKES[digit]) {
            double[] points = new double[stroke.length];
            for (int p = 0; p < stroke.length; p += 2) {
                double x = (stroke[p] - 0.5 + between(random, -0.028, 0.028)) * width;
                double y = (stroke[p + 1] - 0.5 + between(random, -0.028, 0.028)) * height;
                double leaning = x - lean * y;
                points[p] = 0.5 + right + leaning * StrictMath.cos(turn) - y * StrictMath.sin(turn);
                points[p + 1] = 0.5 + down + leaning * StrictMath.sin(turn) + y * StrictMath.cos(turn);
            }
            trace(points, pen, ink);
        }
        for (int i = 0; i < ink.length; i++) {
            double noise = between(random, -0.06, 0.06);
            images[start + i] = (float) Math.clamp(ink[i] * contrast + noise, 0.0, 1.0);
        }
    }

    private static double between(Generator random, double low, double high) {
        return low + random.uniformFloat() * (high - low);
    }

    /** Draws a Catmull-Rom spline through the points. */
    private static void trace(double[] points, double pen, double[] ink) {
        int count = points.length / 2;
        for (int p = 0; p + 1 < count; p++) {
            int before = Math.max(p - 1, 0);
            int after = Math.min(p + 2, count - 1);
            double x0 = points[2 * p];
            double y0 = points[2 * p + 1];
            for (int piece = 1; piece <= PIECES; piece++) {
                double t = piece / (double) PIECES;
                double x1 = spline(points[2 * before], points[2 * p], points[2 * p + 2], points[2 * after], t);
                double y1 = spline(points[2 * before + 1], points[2 * p + 1], points[2 * p + 3], points[2 * after + 1],
                        t);
                line(x0, y0, x1, y1, pen, ink);
                x0 = x1;
                y0 = y1;
            }
        }
    }

    private static double spline(double a, double b, double c, double d, double t) {
        return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }

    /** Darkens the pixels near a straight piece, by their distance from it. */
    private static void line(double x0, double y0, double x1, double y1, double pen, double[] ink) {
        double reach = pen + 1.0 / SIDE;
        int left = pixel(Math.min(x0, x1) - reach);
        int rightmost = pixel(Math.max(x0, x1) + reach);
        int top = pixel(Math.min(y0, y1) - reach);
        int bottom = pixel(Math.max(y0, y1) + reach);
        double dx = x1 - x0;
        double dy = y1 - y0;
        double length = dx * dx + dy * dy + 1e-12;
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= rightmost; column++) {
                double x = (column + 0.5) / SIDE;
                double y = (row + 0.5) / SIDE;
                double along = Math.clamp(((x - x0) * dx + (y - y0) * dy) / length, 0.0, 1.0);
                double ex = x0 + along * dx - x;
                double ey = y0 + along * dy - y;
                double distance = Math.sqrt(ex * ex + ey * ey);
                double dark = Math.clamp((pen - distance) * SIDE + 0.5, 0.0, 1.0);
                int at = row * SIDE + column;
                ink[at] = Math.max(ink[at], dark);
            }
        }
    }

    private static int pixel(double position) {
        return Math.clamp((int) Math.floor(position * SIDE), 0, SIDE - 1);
    }
}
