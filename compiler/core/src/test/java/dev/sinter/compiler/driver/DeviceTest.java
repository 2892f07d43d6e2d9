package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Cuda;
import dev.sinter.Device;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.Linear;
import dev.sinter.types.DType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeviceTest {
    @Test
    @DisplayName("D1: devices are values with names")
    void values() {
        assertThat(Device.cpu()).hasToString("cpu").isEqualTo(Device.parse("cpu"));
        assertThat(Device.cuda(1)).hasToString("cuda:1").isEqualTo(Device.parse("cuda:1"));
        assertThat(Device.parse("cuda")).isEqualTo(Device.cuda(0));
        assertThat(Device.best()).isEqualTo(Device.cpu());
        assertThat(Device.cpu().isAvailable()).isTrue();
        assertThatThrownBy(() -> Device.parse("gpu")).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith("there is no device 'gpu'; cpu, cuda and cuda:1 are names of devices");
        assertThatThrownBy(() -> Device.cuda(-1)).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith("there is no device cuda:-1; GPUs are numbered from 0");
    }

    @Test
    @DisplayName("D1: asking for GPUs never fails, and their absence is one sentence")
    void gpus() {
        assertThat(Cuda.isAvailable()).isEqualTo(Cuda.deviceCount() > 0).isEqualTo(Cuda.reason().isEmpty());
        for (int i = 0; i < Cuda.deviceCount(); i++) {
            assertThat(Cuda.deviceName(i)).isNotEmpty();
            assertThat(Cuda.memoryBytes(i)).isPositive();
            assertThat(Device.cuda(i).isAvailable()).isTrue();
        }
        assertThat(Device.cuda(Cuda.deviceCount()).isAvailable()).isFalse();
        assertThatThrownBy(() -> Cuda.deviceName(Cuda.deviceCount())).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith("there is no GPU " + Cuda.deviceCount() + "; ");
    }

    @Test
    @DisplayName("D2: tensors and modules move to the CPU, where they are, and are refused elsewhere")
    void moving() {
        Tensor x = Sinter.ones(2);
        assertThat(x.device()).isEqualTo(Device.cpu());
        assertThat(x.to(Device.cpu())).isSameAs(x);
        assertThat(x.cpu()).isSameAs(x);
        assertThat(x.to(Device.best(), DType.I64).dtype()).isEqualTo(DType.I64);
        Linear linear = new Linear(2, 3);
        Tensor weight = linear.parameters().get(0);
        assertThat(linear.to(Device.best())).isSameAs(linear);
        assertThat(linear.parameters().get(0)).isSameAs(weight);
        assertThatThrownBy(x::cuda).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith("to(cuda:0): tensors cannot live on cuda:0, only on cpu, so far. ");
        assertThatThrownBy(() -> linear.to(Device.cuda(7))).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith("to(cuda:7): tensors cannot live on cuda:7, only on cpu, so far. ");
    }
}
