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
    private transient List<PreHook> preHooks = List.of();
    private final transient Map<String, Object> registered = new LinkedHashMap<>();

    protected Module() {}

    /** Something to do after a module was called. */
    @FunctionalInterface
    public interface Hook {
        /** Takes what the module was given and what it computed; returns what the caller gets. */
        Tensor after(Module module, Tensor input, Tensor output);
    }

    /** Something to do before a module is called. */
    @FunctionalInterface
    public interface PreHook {
        /** Takes what the caller gave; returns what the module gets. */
        Tensor before(Module module, Tensor input);
    }

    /** The class's name; of a class without a name that of the one it extends. */
    private String kindName() {
        Class<?> type = getClass();
        return type.isAnonymousClass() ? type.getSuperclass().getSimpleName() : type.getSimpleName();
    }

    /** What the module computes; {@link #call} runs it. */
    public Tensor forward(Tensor input) {
        throw new Diagnostic(kindName()
                + " has no forward of one tensor: override forward(Tensor), or call what it has");
    }

    /** Runs the hooks for before, computes {@link #forward}, then runs the hooks for after. */
    @Override
    public final Tensor call(Tensor given) {
        Tensor input = given;
        for (PreHook hook : preHooks) {
            input = hook.before(this, input);
        }
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

    /** Runs {@code hook} before each call from now on, until the returned action is run. */
    public final Runnable registerPreHook(PreHook hook) {
        List<PreHook> more = new ArrayList<>(preHooks);
        more.add(hook);
        preHooks = List.copyOf(more);
        return () -> preHooks = preHooks.stream().filter(each -> each != hook).toList();
    }

    /** Makes a parameter a member under a name, where it is no field; returns it. */
    public final Parameter registerParameter(String name, Parameter parameter) {
        return register(name, parameter);
    }

    /** Makes a tensor a buffer under a name, where it is no field; returns it. */
    public final Tensor registerBuffer(String name, Tensor buffer) {
        return register(name, buffer);
    }

    /** Makes a module a child under a name, where it is no field; returns it. */
    public final <M extends Module> M registerModule(String name, M module) {
        return register(name, module);
    }

    private <T> T register(String name, T member) {
        Members members = members();
        boolean taken = members.parameters.containsKey(name) || members.buffers.containsKey(name)
                || members.children.containsKey(name);
        if (name.isEmpty() || name.contains(".") || taken) {
            throw new Diagnostic("register of '" + name + "' in " + kindName() + ": "
                    + (taken ? "there is a member of that name" : "a name is not empty and has no dots"));
        }
        registered.put(name, member);
        return member;
    }

    Members members() {
        Members members = Members.of(this);
        registered.forEach(members::put);
        return members;
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

    public final List<Tensor> buffers() {
        return List.copyOf(namedBuffers().values());
    }

    /** The module below by its path: {@code features.0}; the empty path is this. */
    public final Module getSubmodule(String path) {
        return found("module", path, namedModules());
    }

    /** The parameter by its path: {@code features.0.weight}. */
    public final Parameter getParameter(String path) {
        return found("parameter", path, namedParameters());
    }

    /** The buffer by its path: {@code features.1.running_mean}. */
    public final Tensor getBuffer(String path) {
        return found("buffer", path, namedBuffers());
    }

    private <T> T found(String kind, String path, Map<String, T> all) {
        T one = all.get(path);
        if (one == null) {
            throw new Diagnostic(kindName() + " has no " + kind + " '" + path + "'; there are "
                    + all.keySet());
        }
        return one;
    }

    /** Makes all parameters learn, or stay as they are. */
    public final Module requiresGrad_(boolean requires) {
        parameters().forEach(parameter -> parameter.requiresGrad_(requires));
        return this;
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
    @Override
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
                    "loadStateDict of " + kindName() + ": " + String.join("; ", complaints));
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

    /** The children as they print, by what stands in the parentheses before each. */
    Map<String, String> childLines() {
        Map<String, String> lines = new LinkedHashMap<>();
        namedChildren().forEach((name, child) -> lines.put(name, child.toString()));
        return lines;
    }

    /** The tree of modules, one line each. */
    @Override
    public final String toString() {
        String own = describe();
        Map<String, String> lines = childLines();
        String head = kindName() + "(";
        if (lines.isEmpty()) {
            return head + own + ")";
        }
        StringBuilder text = new StringBuilder(head).append('\n');
        if (!own.isEmpty()) {
            text.append(own.indent(2));
        }
        lines.forEach((name, line) -> text.append(("(" + name + "): " + line).indent(2)));
        return text.append(')').toString();
    }
}
