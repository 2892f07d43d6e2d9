package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleTest {
    private static final class Block extends Module {
        final Linear inner = new Linear(2, 2, false);
        final Tensor scale = Sinter.ones(2);
        final transient Tensor cache = Sinter.ones(1);
    }

    private static class Base extends Module {
        final Parameter first = new Parameter(Sinter.zeros(1));
    }

    private static final class Net extends Base {
        final Block block = new Block();
        final List<Linear> list = List.of(new Linear(2, 1, false), new Linear(1, 2, false));
        final Linear shared = block.inner;
        final String name = "not a member";

        @Override
        public Tensor forward(Tensor x) {
            return list.get(1).call(list.get(0).call(block.inner.call(x).mul(block.scale)));
        }
    }

    @Test
    @DisplayName("N1: parameters, buffers and children are found in fields, in lists, and in modules below, each once")
    void members() {
        Net net = new Net();
        assertThat(net.namedParameters().keySet()).containsExactly("first", "block.inner.weight", "list.0.weight",
                "list.1.weight");
        assertThat(net.namedBuffers().keySet()).containsExactly("block.scale");
        assertThat(net.namedModules().keySet()).containsExactly("", "block", "block.inner", "list.0", "list.1");
        assertThat(net.namedChildren().keySet()).containsExactly("block", "list.0", "list.1", "shared");
        assertThat(net.parameters()).allMatch(Tensor::requiresGrad).allMatch(Tensor::isLeaf);
        assertThat(net.name).isNotEmpty();
        assertThat(net.block.cache.numel()).isEqualTo(1);
    }

    @Test
    @DisplayName("N1: printing shows the tree")
    void printing() {
        Map<String, Module> named = new LinkedHashMap<>();
        named.put("hidden", new Linear(1, 13));
        named.put("tanh", new Tanh());
        assertThat(new Sequential(new Sequential(named), new Linear(13, 1, false))).hasToString("""
                Sequential(
                  (0): Sequential(
                    (hidden): Linear(in_features=1, out_features=13, bias=True)
                    (tanh): Tanh()
                  )
                  (1): Linear(in_features=13, out_features=1, bias=False)
                )""");
    }

    @Test
    @DisplayName("N1: train and eval reach all modules, apply visits each, zeroGrad forgets")
    void modes() {
        Net net = new Net();
        net.eval();
        assertThat(net.modules()).noneMatch(Module::isTraining);
        net.train();
        assertThat(net.block.inner.isTraining()).isTrue();
        List<Module> visited = new ArrayList<>();
        net.apply(visited::add);
        assertThat(visited).endsWith(net).contains(net.block);
        net.call(Sinter.ones(3, 2)).sum().backward();
        assertThat(net.block.inner.weight.grad()).isNotNull();
        net.zeroGrad();
        assertThat(net.parameters()).allMatch(parameter -> parameter.grad() == null);
    }

    @Test
    @DisplayName("N6: a call runs hooks after forward, until they are removed")
    void hooks() {
        Linear layer = new Linear(2, 2);
        Tensor x = Sinter.ones(1, 2);
        Tensor plain = layer.call(x);
        Runnable remove = layer.registerHook((module, input, output) -> output.mul(2));
        assertThat(layer.call(x).equal(plain.mul(2))).isTrue();
        remove.run();
        assertThat(layer.call(x).equal(plain)).isTrue();
    }

    @Test
    @DisplayName("W1: a state dict is loaded whole; missing, unexpected and mis-shaped keys are reported together")
    void state() {
        Linear from = new Linear(3, 2);
        Linear to = new Linear(3, 2);
        to.loadStateDict(from.stateDict());
        assertThat(to.weight.equal(from.weight)).isTrue();
        assertThat(to.weight.requiresGrad()).isTrue();
        Map<String, Tensor> wrong = Map.of("weight", Sinter.zeros(2, 2), "extra", Sinter.zeros(1));
        assertThatThrownBy(() -> to.loadStateDict(wrong))
                .isInstanceOf(Diagnostic.class)
                .hasMessage(
                        "loadStateDict of Linear: missing are [bias]; unexpected are [extra]; weight has shape [2, 2], but [2, 3] is needed");
        assertThat(to.weight.equal(from.weight)).isTrue();
    }

    @Test
    @DisplayName("N1: a module without forward says so")
    void noForward() {
        assertThatThrownBy(() -> new Block().call(Sinter.ones(2))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("Block has no forward");
    }

    @Test
    @DisplayName("N1: to(dtype) casts parameters, which stay leaves that require gradients")
    void casts() {
        Linear layer = new Linear(3, 2);
        Tensor before = layer.weight.detach().clone();
        layer.to(DType.F64);
        assertThat(layer.weight.type()).hasToString("f64[2,3]");
        assertThat(layer.weight.equal(before)).isTrue();
        layer.call(Sinter.ones(1, 3).toDouble()).sum().backward();
        assertThat(layer.weight.isLeaf()).isTrue();
        assertThat(layer.weight.grad().toDoubleArray()).containsOnly(1);
    }

    @Test
    @DisplayName("W2: a state dict survives a safetensors file")
    void files(@TempDir Path folder) throws IOException {
        Linear from = new Linear(3, 2);
        Sinter.save(folder.resolve("linear.safetensors"), from.stateDict());
        Linear to = new Linear(3, 2);
        to.loadStateDict(Sinter.load(folder.resolve("linear.safetensors")));
        assertThat(to.weight.toBuffer().sameBits(from.weight.toBuffer())).isTrue();
        assertThat(to.bias.toBuffer().sameBits(from.bias.toBuffer())).isTrue();
    }
}
