package dev.sinter.optim;

import dev.sinter.Tensor;
import java.util.function.DoubleFunction;

/**
 * Finds a length along a direction that fulfils the strong Wolfe conditions: first by going on until a good length is between two
 * others, then by making that bracket smaller (Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6, with the cubic
 * interpolation of formula 3.59).
 */
final class LineSearch {
    private static final double DECREASE = 1e-4;
    private static final double CURVATURE = 0.9;
    private static final int LIMIT = 25;
    private final DoubleFunction<Point> function;
    private final double tolerance;
    private int evaluations;

    /** What is known at a length: the loss, its gradient and the slope along the direction. */
    record Point(double length, double loss, Tensor gradient, double slope) {}

    LineSearch(DoubleFunction<Point> function, double tolerance) {
        this.function = function;
        this.tolerance = tolerance;
    }

    int evaluations() {
        return evaluations;
    }

    private Point at(double length) {
        evaluations++;
        return function.apply(length);
    }

    /** @param largest the largest element of the direction */
    Point from(Point start, double firstLength, double largest) {
        Point before = start;
        Point here = at(firstLength);
        Point low = start;
        Point high = here;
        int tries = 0;
        for (;; tries++) {
            if (tries == LIMIT) {
                low = start.loss() <= here.loss() ? start : here;
                high = low;
                break;
            }
            boolean isTooHigh = here.loss() > start.loss() + DECREASE * here.length() * start.slope()
                    || tries > 0 && here.loss() >= before.loss();
            if (!isTooHigh && Math.abs(here.slope()) <= -CURVATURE * start.slope()) {
                return here;
            }
            if (isTooHigh || here.slope() >= 0) {
                boolean beforeIsLower = before.loss() <= here.loss();
                low = beforeIsLower ? before : here;
                high = beforeIsLower ? here : before;
                break;
            }
            double least = here.length() + 0.01 * (here.length() - before.length());
            double next = cubic(before, here, least, here.length() * 10);
            before = here;
            here = at(next);
        }
        return zoom(start, low, high, largest, tries);
    }

    private Point zoom(Point start, Point first, Point second, double largest, int triesBefore) {
        Point low = first;
        Point high = second;
        boolean wasNearEdge = false;
        for (int tries = triesBefore; tries < LIMIT; tries++) {
            double left = Math.min(low.length(), high.length());
            double right = Math.max(low.length(), high.length());
            if ((right - left) * largest < tolerance) {
                break;
            }
            double length = cubic(low, high, left, right);
            // A length close to an edge twice in a row, or beyond it, is moved inwards, so that the bracket shrinks.
            double margin = 0.1 * (right - left);
            if (Math.min(right - length, length - left) < margin) {
                if (wasNearEdge || length >= right || length <= left) {
                    length = Math.abs(length - right) < Math.abs(length - left) ? right - margin : left + margin;
                    wasNearEdge = false;
                } else {
                    wasNearEdge = true;
                }
            } else {
                wasNearEdge = false;
            }
            Point here = at(length);
            if (here.loss() > start.loss() + DECREASE * length * start.slope() || here.loss() >= low.loss()) {
                high = here;
            } else {
                if (Math.abs(here.slope()) <= -CURVATURE * start.slope()) {
                    return here;
                }
                if (here.slope() * (high.length() - low.length()) >= 0) {
                    high = low;
                }
                low = here;
            }
        }
        return low;
    }

    /** Where the cubic through two points with their slopes is least, within bounds. */
    private static double cubic(Point a, Point b, double least, double most) {
        Point left = a.length() <= b.length() ? a : b;
        Point right = a.length() <= b.length() ? b : a;
        double width = right.length() - left.length();
        double d1 = left.slope() + right.slope() - 3 * (left.loss() - right.loss()) / (left.length() - right.length());
        double square = d1 * d1 - left.slope() * right.slope();
        if (!(square >= 0)) {
            return (least + most) / 2;
        }
        double d2 = Math.sqrt(square);
        double found = right.length()
                - width * ((right.slope() + d2 - d1) / (right.slope() - left.slope() + 2 * d2));
        return Math.min(Math.max(found, least), most);
    }
}
