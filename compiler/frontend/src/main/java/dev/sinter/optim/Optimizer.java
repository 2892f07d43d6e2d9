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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/** Moves parameters along their gradients, one {@link #step} at a time. */
public abstract class Optimizer implements Stateful {
    private final List<String> names = new ArrayList<>();
    private final List<Parameter> parameters = new ArrayList<>();
    /** The group of each parameter. */
    private final List<Integer> groups = new ArrayList<>();
    private final Map<String, Tensor> state = new LinkedHashMap<>();
    private final List<Kept> kept = new ArrayList<>();
    private final List<Tensor> rates = new ArrayList<>();
    /** The rate of each group when its first scheduler was made. */
    private final Map<Integer, Double> initialRates = new HashMap<>();
    /** What each group is told besides its rate, by the names of the constructor's parameters. */
    private final List<Map<String, Double>> options = new ArrayList<>(List.of(new LinkedHashMap<>()));
    private int current;
    private boolean isMaximizing;

    /** What is kept for each parameter, in a list that grows with them. */
    private record Kept(String name, List<Tensor> tensors, Function<Parameter, Tensor> initial) {}

    /** For parameters with names, under which the state is kept: {@code model.namedParameters()}. */
    protected Optimizer(Map<String, Parameter> parameters, double rate) {
        if (parameters.isEmpty()) {
            throw new Diagnostic(getClass().getSimpleName() + ": there is no parameter to optimise");
        }
        enter(parameters, rate);
    }

    private void enter(Map<String, Parameter> more, double rate) {
        int group = rates.size();
        rates.add(keep(group == 0 ? "lr" : "lr." + group, Sinter.zeros(Shape.SCALAR, DType.F64)));
        setRate(group, rate);
        more.forEach((name, parameter) -> {
            names.add(name);
            parameters.add(parameter);
            groups.add(group);
            kept.forEach(each -> each.tensors.add(keep(each.name + "." + name, each.initial.apply(parameter))));
        });
    }

    /**
     * Adds parameters that learn at a rate of their own, which is kept as {@code lr.1}, {@code lr.2} and so on.
     *
     * @param more by names that no other parameter has
     */
    public final void addParameterGroup(Map<String, Parameter> more, double rate) {
        addParameterGroup(more, rate, Map.of());
    }

    /**
     * As {@link #addParameterGroup(Map, double)}, for parameters that are moved in another way too: matrices with a weight decay, say,
     * and biases by {@code Map.of("weightDecay", 0.0)} without.
     *
     * @param others numbers of this group, by the names that the optimiser's constructor gives them; others are as in the first group
     */
    public final void addParameterGroup(Map<String, Parameter> more, double rate, Map<String, Double> others) {
        nonNegative("learning rate", rate);
        Map<String, Double> all = new LinkedHashMap<>(options.get(0));
        others.forEach((name, value) -> {
            if (all.replace(name, nonNegative(name, value)) == null) {
                throw new Diagnostic(getClass().getSimpleName() + " has no option '" + name + "'; there are "
                        + options.get(0).keySet());
            }
        });
        List<String> taken = more.entrySet().stream()
                .filter(each -> names.contains(each.getKey()) || has(each.getValue())).map(Map.Entry::getKey).toList();
        if (!taken.isEmpty() || more.isEmpty()) {
            throw new Diagnostic(getClass().getSimpleName() + ": " + (more.isEmpty()
                    ? "there is no parameter in the group"
                    : taken + " are in another group already, by name or as a tensor; each parameter is in one group"));
        }
        admit(all);
        options.add(all);
        enter(more, rate);
    }

    /** Before another group comes in: refuses numbers that do not suit one another, and keeps what they need. */
    protected void admit(Map<String, Double> all) {}

    /** Notes a number of the first group, 0 or more, which other groups may have otherwise. */
    protected final void option(String name, double value) {
        options.get(0).put(name, nonNegative(name, value));
    }

    /** A number of the group whose parameter is being updated. */
    protected final double option(String name) {
        return Objects.requireNonNull(options.get(current).get(name));
    }

    /** What a group is told besides its rate. */
    public final Map<String, Double> options(int group) {
        return Collections.unmodifiableMap(options.get(group));
    }

    private boolean has(Parameter parameter) {
        return parameters.stream().anyMatch(each -> each == parameter);
    }

    /** The number of groups of parameters, each with its own learning rate. */
    public final int groupCount() {
        return rates.size();
    }

    /** From now on goes up along the gradients, not down. */
    public final void maximize() {
        isMaximizing = true;
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
        return keepPerParameter(name, Sinter::zerosLike);
    }

    /** Something for each parameter, kept under {@code name.parameter}; the list grows with the groups. */
    protected final List<Tensor> keepPerParameter(String name, Function<Parameter, Tensor> initial) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            tensors.add(keep(name + "." + names.get(i), initial.apply(parameters.get(i))));
        }
        kept.add(new Kept(name, tensors, initial));
        return tensors;
    }

    /** A number in float64 for each parameter, kept under {@code name.parameter}. */
    protected final List<Tensor> keepNumbers(String name, double initial) {
        return keepPerParameter(name, parameter -> Sinter.full(Shape.SCALAR, initial, DType.F64));
    }

    /** The name and, for each group, how many parameters it has and how fast they learn. */
    @Override
    public final String toString() {
        StringBuilder text = new StringBuilder(getClass().getSimpleName()).append(" (");
        for (int group = 0; group < rates.size(); group++) {
            text.append("\nParameter group ").append(group).append("\n    lr: ").append(learningRate(group));
            options.get(group).forEach((name, value) -> text.append("\n    ").append(name).append(": ").append(value));
            text
                    .append("\n    parameters: ").append(Collections.frequency(groups, group));
        }
        return text.append("\n)").toString();
    }

    public final List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /** The learning rate of the parameter that is being updated, as float64 without axes. */
    protected final Tensor rate() {
        return rates.get(current);
    }

    /** The learning rate of the first group. */
    public final double learningRate() {
        return learningRate(0);
    }

    public final double learningRate(int group) {
        return rates.get(group).itemDouble();
    }

    /** The learning rate of a group before there was a scheduler. */
    final double initialRate(int group) {
        return initialRates.computeIfAbsent(group, this::learningRate);
    }

    /** Changes the learning rate of all groups; compiled steps use the new one from their next call on. */
    public final void setRate(double newRate) {
        for (int group = 0; group < rates.size(); group++) {
            setRate(group, newRate);
        }
    }

    /** Changes the learning rate of a group; compiled steps use the new one from their next call on. */
    public final void setRate(int group, double newRate) {
        nonNegative("learning rate", newRate);
        Tensor rate = rates.get(group);
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
    public void step() {
        Sinter.noGrad(() -> {
            advance();
            for (int i = 0; i < parameters.size(); i++) {
                Tensor gradient = parameters.get(i).grad();
                if (gradient != null) {
                    current = groups.get(i);
                    update(i, parameters.get(i), isMaximizing ? gradient.neg() : gradient);
                }
            }
        });
        Sinter.evaluate();
    }

    /**
     * Steps after {@code closure} has computed the loss and its gradients.
     *
     * @param closure forgets the gradients, computes the loss, calls its {@code backward} and returns it
     * @return the loss before the step
     */
    public Tensor step(Supplier<Tensor> closure) {
        Tensor loss = closure.get();
        step();
        return loss;
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

    /** Overwrites what is kept; missing, unexpected and mis-shaped names are refused together, and then nothing has changed. */
    @Override
    public final void loadStateDict(Map<String, Tensor> saved) {
        List<String> missing = state.keySet().stream().filter(name -> !saved.containsKey(name)).toList();
        List<String> unexpected = saved.keySet().stream().filter(name -> !state.containsKey(name)).toList();
        List<String> complaints = new ArrayList<>();
        if (!missing.isEmpty()) {
            complaints.add("missing are " + missing);
        }
        if (!unexpected.isEmpty()) {
            complaints.add("unexpected are " + unexpected);
        }
        state.forEach((name, mine) -> {
            Tensor theirs = saved.get(name);
            if (theirs != null && !theirs.shape().equals(mine.shape())) {
                complaints.add(name + " has shape " + theirs.shape() + ", but " + mine.shape() + " is needed");
            }
        });
        if (!complaints.isEmpty()) {
            throw new Diagnostic("loadStateDict of " + getClass().getSimpleName() + ": "
                    + String.join("; ", complaints));
        }
        Sinter.noGrad(
                () -> saved.forEach((name, tensor) -> Objects.requireNonNull(state.get(name)).copy_(tensor)));
    }
}
