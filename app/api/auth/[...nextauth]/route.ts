import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { unstorableText } from "@/server/foundation/errors";
import { requestIdOf } from "@/server/foundation/request";
import { holdsUnstorable } from "@/server/foundation/storable-text";
import { authOptions } from "@/server/http/auth";
import { maxSignInBytes, withinLimit } from "@/server/http/rest/body";
import { problemResponse } from "@/server/http/rest/problem";

type Context = { params: Promise<{ nextauth: string[] }> };

const handler: (request: NextRequest, context: Context) => Promise<Response> = NextAuth(authOptions);

export { handler as GET };

export async function POST(request: NextRequest, context: Context): Promise<Response> {
  try {
    const limited = await withinLimit(request, maxSignInBytes);
    if (holdsUnstorable(await limited.clone().text())) throw unstorableText();
    return await handler(new NextRequest(limited), context);
  } catch (error) {
    const { pathname } = request.nextUrl;
    return problemResponse(error, { path: pathname, requestId: requestIdOf(request.headers) });
  }
}
