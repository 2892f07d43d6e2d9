package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ModuleFeatureTest {
    private static final class Net extends Module {
        final ParameterList scales = new ParameterList(new Parameter(Sinter.ones(2)), new Parameter(Sinter.zeros(2)));
        final ModuleDict heads = new ModuleDict(Map.of("only", new Linear(2, 1)));
        @Named("class_token") final Parameter token = new Parameter(Sinter.zeros(1));

        Net() {
            registerBuffer("count", Sinter.zeros(1));
            registerParameter("extra", new Parameter(Sinter.zeros(3)));
            registerModule("act", new ReLU());
        }
    }

    @Test
    @DisplayName("N1: members are also found in lists of parameters, dictionaries of modules, under given names, and registered ones")
    void members() {
        Net net = new Net();
        assertThat(net.stateDict().keySet()).containsExactly("class_token", "extra", "count", "scales.0", "scales.1",
                "heads.only.weight", "heads.only.bias");
        assertThat(net.getSubmodule("heads.only")).isSameAs(net.heads.get("only"));
        assertThat(net.getParameter("class_token")).isSameAs(net.token);
        assertThat(net.getBuffer("count").numel()).isEqualTo(1);
        assertThat(net.buffers()).hasSize(1);
        assertThat(net.namedChildren().keySet()).containsExactly("scales", "heads", "act");
        assertThatThrownBy(() -> net.getParameter("nothing")).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("nothing").hasMessageContaining("class_token");
        assertThatThrownBy(() -> net.registerParameter("extra", net.token)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("extra");
        assertThatThrownBy(() -> net.registerBuffer("a.b", Sinter.zeros(1))).isInstanceOf(Diagnostic.class);
        net.requiresGrad_(false);
        assertThat(net.parameters()).noneMatch(Tensor::requiresGrad);
    }

    @Test
    @DisplayName("N1: a dictionary of modules refuses names it does not have, and names with dots")
    void dictionaries() {
        ModuleDict dict = new ModuleDict().put("a", new Tanh());
        assertThat(dict.contains("a")).isTrue();
        assertThat(dict.keys()).containsExactly("a");
        assertThatThrownBy(() -> dict.get("b")).isInstanceOf(Diagnostic.class).hasMessageContaining("[a]");
        assertThatThrownBy(() -> dict.put("a.b", new Tanh())).isInstanceOf(Diagnostic.class);
        Sequential sequential = new Sequential().append(new Tanh()).append("last", new ReLU());
        assertThat(sequential.namedChildren().keySet()).containsExactly("0", "last");
        assertThatThrownBy(() -> sequential.append("last", new ReLU())).isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("N1: a tree prints line by line, equal neighbours of a list once, own settings on a line of their own")
    void printing() {
        Map<String, Module> named = new LinkedHashMap<>();
        named.put("conv", new Conv2d(3, 8, Window.of(3, 5).stride(2).padding(1, 2), 1, false));
        named.put("pool", new MaxPool2d(3, 2, 1));
        named.put("list", new ModuleList(new Linear(2, 2), new Linear(2, 2), new Dropout(0.1)));
        assertThat(new Sequential(named)).hasToString("""
                Sequential(
                  (conv): Conv2d(3, 8, kernel_size=(3, 5), stride=(2, 2), padding=(1, 2), bias=False)
                  (pool): MaxPool2d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=False)
                  (list): ModuleList(
                    (0-1): 2 x Linear(in_features=2, out_features=2, bias=True)
                    (2): Dropout(p=0.1, inplace=False)
                  )
                )""");
    }

    @Test
    @DisplayName("N6: hooks before a call change what the module is given, until they are removed")
    void hooks() {
        ReLU relu = new ReLU();
        Tensor x = Sinter.tensor(-1, 2).toFloat();
        Runnable remove = relu.registerPreHook((module, input) -> input.neg());
        assertThat(relu.call(x).toFloatArray()).containsExactly(1, 0);
        Runnable after = relu.registerHook((module, input, output) -> input.add(output));
        assertThat(relu.call(x).toFloatArray()).containsExactly(2, -2);
        remove.run();
        after.run();
        assertThat(relu.call(x).toFloatArray()).containsExactly(0, 2);
    }
}
