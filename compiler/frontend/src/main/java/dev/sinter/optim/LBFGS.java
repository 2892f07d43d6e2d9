package dev.sinter.optim;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * L-BFGS (Liu and Nocedal, Mathematical Programming 45, 1989; Nocedal and Wright, Numerical Optimization, algorithm 7.4): steps along
 * an approximation of Newton's direction. It asks for the loss several times per step, so it needs a closure, and looks at numbers between,
 * so it is not traced.
 */
public final class LBFGS extends Optimizer {
    private static final double LEAST_CURVATURE = 1e-10;
    private final int iterations;
    private final int evaluations;
    private final double gradientTolerance;
    private final double changeTolerance;
    private final boolean strongWolfe;
    private final int history;
    /** The number of pairs that are kept, and of iterations made, the last step's length and the scale of the first Hessian. */
    private final Tensor numbers;
    private final Tensor previous;
    private final Tensor direction;
    private final Tensor gradientChanges;
    private final Tensor moves;

    /** Twenty iterations per step with a history of 100, each as long as the rate says. */
    public LBFGS(List<Parameter> parameters, double rate) {
        this(numbered(parameters), rate, 20, 25, 1e-7, 1e-9, 100, false);
    }

    /** Twenty iterations per step with a history of 100; {@code strongWolfe} searches each direction for a good length. */
    public LBFGS(List<Parameter> parameters, double rate, boolean strongWolfe) {
        this(numbered(parameters), rate, 20, 25, 1e-7, 1e-9, 100, strongWolfe);
    }

    /**
     * @param iterations        how many directions are taken at most per step
     * @param evaluations       how often the loss is asked for per step, after which no further direction is taken
     * @param gradientTolerance ends where no element of the gradient is larger
     * @param changeTolerance   ends where neither the loss nor a parameter changes by more
     * @param history           how many changes the approximation is made of
     * @param strongWolfe       whether the length is searched that fulfils the strong Wolfe conditions
     */
    public LBFGS(Map<String, Parameter> parameters, double rate, int iterations, int evaluations,
            double gradientTolerance, double changeTolerance, int history, boolean strongWolfe) {
        super(parameters, rate);
        this.iterations = iterations;
        this.evaluations = evaluations;
        this.gradientTolerance = gradientTolerance;
        this.changeTolerance = changeTolerance;
        this.history = history;
        this.strongWolfe = strongWolfe;
        DType dtype = parameters().get(0).dtype();
        long count = 0;
        for (Parameter parameter : parameters()) {
            if (parameter.dtype() != dtype) {
                throw new Diagnostic("LBFGS: the parameters are of one type, not of " + dtype + " and "
                        + parameter.dtype());
            }
            count += parameter.numel();
        }
        numbers = keep("numbers", Sinter.tensor(new double[]{0, 0, 0, 1}));
        previous = keep("gradient", Sinter.zeros(Shape.of(count), dtype));
        direction = keep("direction", Sinter.zeros(Shape.of(count), dtype));
        gradientChanges = keep("gradient_changes", Sinter.zeros(Shape.of(history, count), dtype));
        moves = keep("moves", Sinter.zeros(Shape.of(history, count), dtype));
    }

    @Override
    public void step() {
        throw new Diagnostic("LBFGS: it asks for the loss several times per step; call step(closure) with what"
                + " forgets the gradients, computes the loss, calls its backward and returns it");
    }

    @Override
    protected void update(int i, Tensor parameter, Tensor gradient) {
        step();
    }

    @Override
    public Tensor step(Supplier<Tensor> closure) {
        Tensor first = closure.get();
        iterate(closure, first.itemDouble());
        return first;
    }

    /** The loss and the gradient where the parameters are. */
    private LineSearch.Point evaluate(Supplier<Tensor> closure, double length, Tensor along) {
        double loss = closure.get().itemDouble();
        Tensor gradient = gradient();
        return new LineSearch.Point(length, loss, gradient, dot(gradient, along));
    }

    private Tensor gradient() {
        List<Tensor> parts = new ArrayList<>();
        for (Parameter parameter : parameters()) {
            Tensor gradient = parameter.grad();
            parts.add((gradient == null ? Sinter.zerosLike(parameter) : gradient).reshape(-1));
        }
        Tensor flat = Sinter.cat(parts, 0);
        Sinter.evaluate(flat);
        return flat;
    }

    private static double dot(Tensor a, Tensor b) {
        return a.mul(b).sum().itemDouble();
    }

    private static double largest(Tensor a) {
        return a.abs().max().itemDouble();
    }

    private void moveTo(List<Tensor> start, double length, Tensor along) {
        long from = 0;
        for (int i = 0; i < start.size(); i++) {
            Parameter parameter = parameters().get(i);
            long end = from + parameter.numel();
            Tensor at = start.get(i).add(along.slice(0, from, end).reshape(parameter.shape()), length);
            Sinter.noGrad(() -> parameter.copy_(at));
            from = end;
        }
        Sinter.evaluate();
    }

    private void iterate(Supplier<Tensor> closure, double firstLoss) {
        double rate = learningRate();
        double[] kept = numbers.toDoubleArray();
        List<Tensor> changes = new ArrayList<>();
        List<Tensor> steps = new ArrayList<>();
        for (int k = 0; k < kept[0]; k++) {
            changes.add(row(gradientChanges, k));
            steps.add(row(moves, k));
        }
        Tensor d = direction.clone();
        Tensor before = previous.clone();
        double length = kept[2];
        double loss = firstLoss;
        Tensor gradient = gradient();
        int asked = 1;
        boolean done = largest(gradient) <= gradientTolerance;
        for (int n = 1; !done && n <= iterations; n++) {
            kept[1]++;
            if (kept[1] == 1) {
                d = gradient.neg();
            } else {
                Tensor change = gradient.sub(before);
                Tensor step = d.mul(length);
                double curvature = dot(change, step);
                if (curvature > LEAST_CURVATURE) {
                    if (changes.size() == history) {
                        changes.remove(0);
                        steps.remove(0);
                    }
                    changes.add(change);
                    steps.add(step);
                    kept[3] = curvature / dot(change, change);
                }
                d = newtonDirection(gradient, changes, steps, kept[3]);
            }
            Sinter.evaluate(d);
            before = gradient;
            double oldLoss = loss;
            length = kept[1] == 1 ? Math.min(1, 1 / gradient.abs().sum().itemDouble()) * rate : rate;
            double slope = dot(gradient, d);
            if (slope > -changeTolerance) {
                break;
            }
            Tensor along = d;
            List<Tensor> start = parameters().stream().map(p -> p.detach().clone()).toList();
            start.forEach(Sinter::evaluate);
            if (strongWolfe) {
                LineSearch search = new LineSearch(at -> {
                    moveTo(start, at, along);
                    return evaluate(closure, at, along);
                }, changeTolerance);
                LineSearch.Point found = search.from(new LineSearch.Point(0, loss, gradient, slope), length,
                        largest(d));
                moveTo(start, found.length(), along);
                asked += search.evaluations();
                length = found.length();
                loss = found.loss();
                gradient = found.gradient();
            } else {
                moveTo(start, length, along);
                if (n != iterations) {
                    LineSearch.Point here = evaluate(closure, length, along);
                    asked++;
                    loss = here.loss();
                    gradient = here.gradient();
                }
            }
            done = asked >= evaluations || largest(gradient) <= gradientTolerance
                    || largest(d) * length <= changeTolerance || Math.abs(loss - oldLoss) < changeTolerance;
        }
        kept[0] = changes.size();
        kept[2] = length;
        for (int k = 0; k < changes.size(); k++) {
            Tensor at = Sinter.tensor(new long[]{k});
            gradientChanges.indexCopy_(0, at, changes.get(k).unsqueeze(0));
            moves.indexCopy_(0, at, steps.get(k).unsqueeze(0));
            Sinter.evaluate();
        }
        direction.copy_(d);
        previous.copy_(before);
        numbers.copy_(Sinter.tensor(kept));
        Sinter.evaluate();
    }

    @Override
    protected void admit(Map<String, Double> options) {
        throw new Diagnostic("LBFGS: all parameters are in one group, as all of them make one direction");
    }

    private static Tensor row(Tensor matrix, int k) {
        Tensor row = matrix.indexSelect(0, Sinter.tensor(new long[]{k})).squeeze(0);
        Sinter.evaluate(row);
        return row;
    }

    /**
     * The two loops of Nocedal and Wright, algorithm 7.4. Each round is computed by itself, so that rounds are one program: all together
     * would be another one for each length of the history.
     */
    private static Tensor newtonDirection(Tensor gradient, List<Tensor> changes, List<Tensor> steps, double scale) {
        int count = changes.size();
        Tensor[] weights = new Tensor[count];
        Tensor[] inverses = new Tensor[count];
        Tensor q = gradient.neg();
        Sinter.evaluate(q);
        for (int k = count - 1; k >= 0; k--) {
            inverses[k] = changes.get(k).mul(steps.get(k)).sum().reciprocal();
            weights[k] = steps.get(k).mul(q).sum().mul(inverses[k]);
            q = q.sub(changes.get(k).mul(weights[k]));
            Sinter.evaluate(q, weights[k], inverses[k]);
        }
        Tensor d = q.mul(scale);
        Sinter.evaluate(d);
        for (int k = 0; k < count; k++) {
            Tensor back = changes.get(k).mul(d).sum().mul(inverses[k]);
            d = d.add(steps.get(k).mul(weights[k].sub(back)));
            Sinter.evaluate(d);
        }
        return d;
    }
}
