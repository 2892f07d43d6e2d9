package dev.sinter.optim;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Stateful;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Moves parameters along their gradients, one {@link #step} at a time. */
public abstract class Optimizer implements Stateful {
    private final List<String> names;
    private final List<Parameter> parameters;
    private final Map<String, Tensor> state = new LinkedHashMap<>();
    private final Tensor rate;

    /** For parameters with names, under which the state is kept: {@code model.namedParameters()}. */
    protected Optimizer(Map<String, Parameter> parameters, double rate) {
        if (parameters.isEmpty()) {
            throw new Diagnostic(getClass().getSimpleName() + ": there is no parameter to optimise");
        }
        this.names = List.copyOf(parameters.keySet());
        this.parameters = List.copyOf(parameters.values());
        this.rate = keep("lr", Sinter.zeros(Shape.SCALAR, DType.F64));
        setRate(nonNegative("learning rate", rate));
    }

    /** The parameters under their numbers. */
    protected static Map<String, Parameter> numbered(List<Parameter> parameters) {
        Map<String, Parameter> named = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            named.put(Integer.toString(i), parameters.get(i));
        }
        return named;
    }

    protected static double nonNegative(String what, double value) {
        if (!(value >= 0)) {
            throw new Diagnostic("the " + what + " of an optimiser is 0 or more, not " + value);
        }
        return value;
    }

    /** A tensor that lives from step to step. */
    protected final Tensor keep(String name, Tensor initial) {
        // In memory from the start, so that the first step is no different from the others.
        Sinter.evaluate(initial);
        state.put(name, initial);
        return initial;
    }

    /** Zeros like each parameter, kept under {@code name.parameter}. */
    protected final List<Tensor> keepLikeParameters(String name) {
        List<Tensor> kept = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            kept.add(keep(name + "." + names.get(i), Sinter.zerosLike(parameters.get(i))));
        }
        return kept;
    }

    public final List<Parameter> parameters() {
        return parameters;
    }

    /** The learning rate as float64 without axes. */
    protected final Tensor rate() {
        return rate;
    }

    public final double learningRate() {
        return rate.itemDouble();
    }

    /** Changes the learning rate; compiled steps use the new one from their next call on. */
    public final void setRate(double newRate) {
        Sinter.noGrad(() -> {
            rate.copy_(Sinter.tensor(new double[]{newRate}).select(0, 0));
        });
        Sinter.evaluate(rate);
    }

    /** Forgets the gradients. */
    public final void zeroGrad() {
        parameters.forEach(parameter -> parameter.setGrad(null));
    }

    /** Moves every parameter that has a gradient, then computes all that is pending, as one program. */
    public final void step() {
        Sinter.noGrad(() -> {
            advance();
            for (int i = 0; i < parameters.size(); i++) {
                Tensor gradient = parameters.get(i).grad();
                if (gradient != null) {
                    update(i, parameters.get(i), gradient);
                }
            }
        });
        Sinter.evaluate();
    }

    /** What happens once per step, before the parameters move. */
    protected void advance() {}

    /** Moves parameter {@code i}, in place. */
    protected abstract void update(int i, Tensor parameter, Tensor gradient);

    /** The learning rate and all that is kept, by name. */
    @Override
    public final Map<String, Tensor> stateDict() {
        return Collections.unmodifiableMap(state);
    }

    /** Overwrites what is kept; all names must be there. */
    public final void loadStateDict(Map<String, Tensor> saved) {
        List<String> missing = state.keySet().stream().filter(name -> !saved.containsKey(name)).toList();
        List<String> unexpected = saved.keySet().stream().filter(name -> !state.containsKey(name)).toList();
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            throw new Diagnostic("loadStateDict of " + getClass().getSimpleName() + ": missing are " + missing
                    + ", unexpected are " + unexpected);
        }
        Sinter.noGrad(
                () -> saved.forEach((name, tensor) -> Objects.requireNonNull(state.get(name)).copy_(tensor)));
    }
}
