package dev.sinter.nn;

import dev.sinter.Device;
import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.TensorFunction;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A part of a network: parameters, and what it computes with them.
 *
 * <pre>{@code
 * class Net extends Module {
 *     final Linear hidden = new Linear(4, 13);
 *     final Linear output = new Linear(13, 3);
 *
 *     public Tensor forward(Tensor x) {
 *         return output.call(hidden.call(x).relu());
 *     }
 * }
 * }</pre>
 *
 * <p>Fields are all there is to declare: one of type {@link Parameter} is learnt, any other {@link Tensor} is a buffer that is saved
 * with the parameters, a module (or a list, array or map of modules) is a child. Fields marked {@code transient} are none of these.
 */
public abstract class Module implements TensorFunction {
    private transient boolean training = true;
    private transient List<Hook> hooks = List.of();

    protected Module() {}

    /** Something to do after a module was called. */
    @FunctionalInterface
    public interface Hook {
        /** Takes what the module was given and what it computed; returns what the caller gets. */
        Tensor after(Module module, Tensor input, Tensor output);
    }

    /** What the module computes; {@link #call} runs it. */
    public Tensor forward(Tensor input) {
        throw new Diagnostic(getClass().getSimpleName()
                + " has no forward of one tensor: override forward(Tensor), or call what it has");
    }

    /** Computes {@link #forward}, then runs the hooks. */
    @Override
    public final Tensor call(Tensor input) {
        Tensor output = forward(input);
        for (Hook hook : hooks) {
            output = hook.after(this, input, output);
        }
        return output;
    }

    /** The word for a call in Kotlin. */
    public final Tensor invoke(Tensor input) {
        return call(input);
    }

    /** Runs {@code hook} after each call from now on, until the returned action is run. */
    public final Runnable registerHook(Hook hook) {
        List<Hook> more = new ArrayList<>(hooks);
        more.add(hook);
        hooks = List.copyOf(more);
        return () -> hooks = hooks.stream().filter(each -> each != hook).toList();
    }

    Members members() {
        return Members.of(this);
    }

    /** The children by the names of their fields. */
    public final Map<String, Module> namedChildren() {
        return members().children;
    }

    public final List<Module> children() {
        return List.copyOf(namedChildren().values());
    }

    /** This (by the empty name) and all modules below, each once, by their path: {@code features.0}. */
    public final Map<String, Module> namedModules() {
        Map<Module, String> paths = new HashMap<>();
        Map<String, Module> modules = new LinkedHashMap<>();
        collect("", paths, modules);
        return modules;
    }

    private void collect(String path, Map<Module, String> paths, Map<String, Module> modules) {
        if (paths.putIfAbsent(this, path) != null) {
            return;
        }
        modules.put(path, this);
        namedChildren().forEach((name, child) -> child.collect(join(path, name), paths, modules));
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    public final List<Module> modules() {
        return List.copyOf(namedModules().values());
    }

    /** The parameters of this and all modules below, each once, by their path: {@code conv1.weight}. */
    public final Map<String, Parameter> namedParameters() {
        Map<Parameter, String> seen = new HashMap<>();
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        namedModules().forEach((path, module) -> module.members().parameters.forEach((name, parameter) -> {
            if (seen.put(parameter, path) == null) {
                parameters.put(join(path, name), parameter);
            }
        }));
        return parameters;
    }

    public final List<Parameter> parameters() {
        return List.copyOf(namedParameters().values());
    }

    /** The tensors that are kept but not learnt, by their path. */
    public final Map<String, Tensor> namedBuffers() {
        Map<String, Tensor> buffers = new LinkedHashMap<>();
        namedModules().forEach((path, module) -> module.members().buffers
                .forEach((name, buffer) -> buffers.put(join(path, name), buffer)));
        return buffers;
    }

    /** Does {@code action} to every module below and then to this. */
    public final Module apply(Consumer<Module> action) {
        children().forEach(child -> child.apply(action));
        action.accept(this);
        return this;
    }

    /** Whether layers behave as in training: {@link Dropout} drops. */
    public final boolean isTraining() {
        return training;
    }

    public final Module train() {
        return train(true);
    }

    public final Module train(boolean mode) {
        modules().forEach(module -> module.training = mode);
        return this;
    }

    public final Module eval() {
        return train(false);
    }

    /** Casts all floating parameters and buffers; an optimiser for them is made afterwards. */
    public final Module to(DType dtype) {
        List<Tensor> tensors = new ArrayList<>(parameters());
        tensors.addAll(namedBuffers().values());
        for (Tensor tensor : tensors) {
            if (tensor.dtype().isFloating() && tensor.dtype() != dtype) {
                Tensor cast = tensor.detach().to(dtype);
                Sinter.evaluate(cast);
                tensor.setData(cast);
            }
        }
        return this;
    }

    /** Forgets the gradients. */
    public final void zeroGrad() {
        parameters().forEach(parameter -> parameter.setGrad(null));
    }

    /** Parameters and buffers by their path; constants over the same storage. */
    @Override
    public final Map<String, Tensor> stateDict() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        namedModules().forEach((path, module) -> {
            Members members = module.members();
            members.parameters.forEach((name, parameter) -> state.put(join(path, name), parameter.detach()));
            members.buffers.forEach((name, buffer) -> state.put(join(path, name), buffer.detach()));
        });
        return state;
    }

    /** Overwrites parameters and buffers; missing, unexpected and mis-shaped names are refused together, and then nothing has changed. */
    public final void loadStateDict(Map<String, Tensor> state) {
        loadStateDict(state, true);
    }

    /** As {@link #loadStateDict(Map)}; where not {@code strict}, missing and unexpected names are passed over. */
    public final void loadStateDict(Map<String, Tensor> state, boolean strict) {
        Map<String, Tensor> own = stateDict();
        List<String> complaints = new ArrayList<>();
        List<String> missing = own.keySet().stream().filter(name -> !state.containsKey(name)).toList();
        List<String> unexpected = state.keySet().stream().filter(name -> !own.containsKey(name)).toList();
        if (strict && !missing.isEmpty()) {
            complaints.add("missing are " + missing);
        }
        if (strict && !unexpected.isEmpty()) {
            complaints.add("unexpected are " + unexpected);
        }
        state.forEach((name, tensor) -> {
            Tensor mine = own.get(name);
            if (mine != null && !mine.shape().equals(tensor.shape())) {
                complaints.add(name + " has shape " + tensor.shape() + ", but " + mine.shape() + " is needed");
            }
        });
        if (!complaints.isEmpty()) {
            throw new Diagnostic(
                    "loadStateDict of " + getClass().getSimpleName() + ": " + String.join("; ", complaints));
        }
        Sinter.noGrad(() -> state.forEach((name, tensor) -> {
            Tensor mine = own.get(name);
            if (mine != null) {
                mine.copy_(tensor);
            }
        }));
    }

    /** Moves all parameters and buffers to a device. */
    public final Module to(Device device) {
        stateDict().values().stream().filter(tensor -> !tensor.device().equals(device))
                .forEach(tensor -> tensor.setData(tensor.to(device)));
        return this;
    }

    /** What its line says between the parentheses. */
    protected String describe() {
        return "";
    }

    /** The tree of modules, one line each. */
    @Override
    public final String toString() {
        Map<String, Module> children = namedChildren();
        String head = getClass().getSimpleName() + "(" + describe();
        if (children.isEmpty()) {
            return head + ")";
        }
        StringBuilder text = new StringBuilder(head).append('\n');
        children.forEach((name, child) -> text.append(("(" + name + "): " + child).indent(2)));
        return text.append(')').toString();
    }
}
