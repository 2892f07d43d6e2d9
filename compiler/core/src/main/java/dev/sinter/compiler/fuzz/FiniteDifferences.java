package dev.sinter.compiler.fuzz;

import dev.sinter.compiler.passes.Grad;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.types.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Compares derivatives with differences: along random directions v, {@code grad . v} with {@code (f(x + hv) - f(x - hv)) / 2h}.
 *
 * <p>The error of the difference is that of truncation, which goes with h^2, plus that of rounding. Two steps, h and h/2, tell the
 * first: three quarters of it is their difference; what is left is compared with it, generously.
 */
final class FiniteDifferences {
    private static final int DIRECTIONS = 2;
    private static final double STEP = 1e-4;
    /** Rounding, relative to the greatest value on the way: a few hundred roundings, over the step. */
    private static final double ROUNDING = 1e-13 / STEP;

    private FiniteDifferences() {}

    /** What is wrong with the derivatives of a smooth program's first output by its inputs in float64, or null. */
    static @Nullable String compare(Case program) {
        if (!program.isSmooth()) {
            return null;
        }
        String output = program.graph().outputs().keySet().iterator().next();
        List<String> wrt = new ArrayList<>();
        for (Node node : program.graph().inputs()) {
            if (node.type().dtype() == DType.F64) {
                wrt.add(((Source.Input) node.op()).id());
            }
        }
        Graph derived = Grad.of(program.graph(), output, wrt, Grad.Unreached.ZEROS).graph();
        Map<String, Literal> results = Interpreter.run(derived, program.inputs());
        Random random = new Random(3);
        for (int i = 0; i < DIRECTIONS; i++) {
            String difference = compare(program, output, wrt, results, random);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static @Nullable String compare(Case program, String output, List<String> wrt,
            Map<String, Literal> results, Random random) {
        Map<String, double[]> direction = new HashMap<>();
        double analytic = 0;
        double size = greatest(program);
        for (String name : wrt) {
            double[] gradient = Objects.requireNonNull(results.get(Grad.name(output, name))).toDoubles();
            double[] v = random.doubles(gradient.length, -1, 1).toArray();
            direction.put(name, v);
            for (int i = 0; i < v.length; i++) {
                analytic += gradient[i] * v[i];
                size += Math.abs(gradient[i] * v[i]);
            }
        }
        double coarse = slope(program, output, direction, STEP);
        double fine = slope(program, output, direction, STEP / 2);
        double finer = slope(program, output, direction, STEP / 4);
        double rounding = ROUNDING * size;
        double allowed = 10 * Math.abs(coarse - fine) + rounding;
        // Where the function is so steep that smaller steps do not come closer to one slope, there is nothing to compare.
        boolean told = Double.isFinite(coarse) && Double.isFinite(fine) && allowed < 0.1 * (size + 1)
                && Math.abs(coarse - fine) < 0.1 * Math.abs(fine) + rounding
                && Math.abs(fine - finer) < 0.5 * Math.abs(coarse - fine) + rounding;
        return !told || Math.abs(analytic - fine) <= allowed
                ? null
                : "d " + output + " is " + analytic + ", but differences give " + coarse + " and " + fine;
    }

    /** The greatest value that is computed on the way: rounding is relative to it. */
    private static double greatest(Case program) {
        Graph graph = program.graph();
        Map<String, Node> all = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.type().dtype() == DType.F64) {
                all.put("n" + node.id(), node);
            }
        }
        double greatest = 0;
        for (Literal value : Interpreter.run(new Graph("all", graph.inputs(), all), program.inputs()).values()) {
            for (double element : value.toDoubles()) {
                greatest = Math.max(greatest, Math.abs(element));
            }
        }
        return greatest;
    }

    private static double slope(Case program, String output, Map<String, double[]> direction, double step) {
        return (value(program, output, direction, step) - value(program, output, direction, -step)) / (2 * step);
    }

    private static double value(Case program, String output, Map<String, double[]> direction, double step) {
        Map<String, Literal> moved = new HashMap<>(program.inputs());
        direction.forEach((name, v) -> {
            Literal at = Objects.requireNonNull(moved.get(name));
            double[] elements = at.toDoubles();
            for (int i = 0; i < elements.length; i++) {
                elements[i] += step * v[i];
            }
            moved.put(name, Literal.of(DType.F64, at.shape(), elements));
        });
        return Objects.requireNonNull(Interpreter.run(program.graph(), moved).get(output)).toDoubles()[0];
    }
}
