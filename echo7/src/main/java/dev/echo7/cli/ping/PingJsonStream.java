package dev.echo7.cli.ping;

import dev.echo7.client.ping.PingListener;
import dev.echo7.client.ping.PingOptions;
import dev.echo7.client.ping.PingReply;
import dev.echo7.json.Json;
import dev.echo7.json.Seconds;
import dev.echo7.net.Endpoint;
import dev.echo7.result.ReportMaps;
import dev.echo7.verify.Fault;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON object per line, like iperf3's: {@code {"event":"reply","data":{…}}}. */
record PingJsonStream(PrintStream out, Endpoint endpoint, PingOptions options)
    implements PingListener {

  @Override
  public void started(String place) {
    Map<String, Object> data = PingJson.options(endpoint, options);
    data.put("address", place);
    print("start", data);
  }

  @Override
  public void reply(PingReply reply) {
    Map<String, Object> data = about(reply.sequence());
    data.put("bytes", reply.bytes());
    data.put("serviceSeconds", Seconds.of(reply.serviceNs()));
    data.put("responseSeconds", Seconds.of(reply.responseNs()));
    PingReply.Steps steps = reply.steps();
    if (steps != null) {
      data.put("resolveSeconds", Seconds.of(steps.resolveNs()));
      data.put("connectSeconds", Seconds.of(steps.connectNs()));
      data.put("tlsSeconds", Seconds.of(steps.tlsNs()));
      data.put("echoSeconds", Seconds.of(steps.echoNs()));
    }
    print("reply", data);
  }

  @Override
  public void unanswered(long sequence) {
    print("unanswered", about(sequence));
  }

  @Override
  public void fault(Fault fault) {
    print("fault", ReportMaps.fault(fault));
  }

  @Override
  public void error(long sequence, String message) {
    Map<String, Object> data = about(sequence);
    data.put("message", message);
    print("error", data);
  }

  private static Map<String, Object> about(long sequence) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("seq", sequence);
    return data;
  }

  private void print(String event, Map<String, Object> data) {
    out.println(Json.line(ReportMaps.event(event, data)));
  }
}
